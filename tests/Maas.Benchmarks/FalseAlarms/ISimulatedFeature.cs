using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;

namespace Maas.Benchmarks.FalseAlarms;

/// <summary>A feature whose true distribution is known.</summary>
internal interface ISimulatedFeature
{
    /// <summary>What training would have kept of it.</summary>
    FeatureBaseline Baseline { get; }

    /// <summary>Counts of a window.</summary>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="shift">Standard deviations by which numbers are shifted; 0 is no drift.</param>
    /// <param name="random">Where chance comes from.</param>
    FeatureCounts Window(int rows, double shift, Random random);
}
