namespace Maas.Training.Tests;

/// <summary>How long a test waits at most; generous, for machines that are busy.</summary>
internal static class TestLimits
{
    public static readonly TimeSpan Call = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan Job = TimeSpan.FromSeconds(90);
}
