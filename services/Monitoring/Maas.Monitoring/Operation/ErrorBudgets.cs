using Maas.Statistics.Decisions;

namespace Maas.Monitoring.Operation;

/// <summary>How fast requests spend what objectives allow.</summary>
internal static class ErrorBudgets
{
    public const string Availability = "availability";
    public const string Latency = "latency";

    /// <summary>Burn rate of each objective that there is; 1 just lasts for its period.</summary>
    public static IReadOnlyDictionary<string, double> BurnRates(OperationTally tally, ObjectiveSettings objectives)
    {
        var rates = new Dictionary<string, double>();
        if (objectives.HasAvailability)
        {
            rates[Availability] = BurnRate.Of(tally.FailureCount, tally.OkCount + tally.FailureCount, objectives.AvailabilityRatio);
        }

        if (objectives.HasLatency)
        {
            var (all, inTime) = (tally.Latency?.Count ?? 0, tally.Latency?.CountAtMost(objectives.LatencyThreshold.TotalSeconds) ?? 0);
            rates[Latency] = BurnRate.Of(all - inTime, all, objectives.LatencyRatio);
        }

        return rates;
    }
}
