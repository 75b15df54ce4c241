namespace Maas.Console.Tests.Fakes;

/// <summary>A clock that stands still: pages of a test look the same whenever it runs.</summary>
internal sealed class PinnedTime : TimeProvider
{
    public static DateTimeOffset Now { get; } = new(2030, 5, 14, 12, 2, 30, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
