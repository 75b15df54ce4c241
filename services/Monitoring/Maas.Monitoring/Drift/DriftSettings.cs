using Maas.Statistics.Decisions;

namespace Maas.Monitoring.Drift;

/// <summary>When traffic counts as drifted. Immutable; kept as JSON.</summary>
internal sealed record DriftSettings
{
    /// <summary>What a monitor has that nobody changed.</summary>
    public static DriftSettings Default { get; } = new();

    /// <summary>Mean time between two windows that are told apart when nothing has changed.</summary>
    public TimeSpan FalseAlarmInterval { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Windows with fewer samples are not tested.</summary>
    public long MinSampleCount { get; init; } = 50;

    /// <summary>Names of the tests of features that do not take the default; see <see cref="DriftTests"/>.</summary>
    public IReadOnlyDictionary<string, string> FeatureTests { get; init; } = new Dictionary<string, string>();

    /// <summary>Highest level a window is tested at: above it alarms come too often to be read.</summary>
    public const double MaxLevel = 0.05;

    /// <summary>Probability, in (0, <see cref="MaxLevel"/>], that a window in which nothing has changed is told apart.</summary>
    /// <param name="window">Length of the window, above zero; windows follow one another.</param>
    public double LevelOf(TimeSpan window) => Math.Min(MaxLevel, FalseAlarmBudget.PerWindow(1, FalseAlarmInterval, window));
}
