namespace Maas.Training.Search.Stopping;

/// <summary>Why a running trial must end.</summary>
internal static class StopReason
{
    /// <summary>It need not.</summary>
    public const string None = "";

    /// <summary>Others were better when they were as far; the rule of <see cref="StoppingPlan"/>.</summary>
    public const string Unpromising = "unpromising";

    /// <summary>The time of the study is spent, less what is kept for its end.</summary>
    public const string TimeSpent = "time-spent";

    /// <summary>Its loss is no longer a finite number: it should be told as failed, not as stopped.</summary>
    public const string Diverged = "diverged";
}
