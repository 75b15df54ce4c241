using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Catalog;
using Maas.Inference.Protocol;

namespace Maas.Inference.Api;

/// <summary>Writes statistics.</summary>
internal static class StatisticsMapping
{
    /// <summary>Statistics of what a name serves now.</summary>
    /// <param name="catalog">What is served.</param>
    /// <param name="statistics">What was counted.</param>
    /// <param name="name">Empty for all names.</param>
    /// <param name="version">Empty for all versions.</param>
    /// <exception cref="MaasException"><c>MODEL_NOT_FOUND</c> or <c>PARAMETER_INVALID</c>.</exception>
    public static ModelStatisticsResponse Read(ModelCatalog catalog, CallStatistics statistics, string name, string version)
    {
        VersionNumber.Require(version);
        var entries = name.Length == 0
            ? catalog.Current.Entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal).AsEnumerable()
            : [catalog.Get(name)];
        var response = new ModelStatisticsResponse();
        foreach (var entry in entries)
        {
            foreach (var known in entry.Versions.Where(known => known.TakesRequests))
            {
                if (version.Length == 0 || known.Version == version)
                {
                    response.ModelStats.Add(ToProto(
                        entry.Name, known.Version, statistics.Read(entry.Name, known.Version), statistics.ReadRuns(known.Model!.ResourceName)));
                }
            }
        }

        return response.ModelStats.Count == 0 && version.Length > 0
            ? throw InferenceErrors.ModelNotFound(name, version)
            : response;
    }

    private static ModelStatistics ToProto(
        string name, string version, VersionStatistics totals, (long RunCount, IReadOnlyList<BatchStatistics> Batches) runs) =>
        new()
        {
            Name = name,
            Version = version,
            LastInference = (ulong)(totals.LastInference?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)totals.RowCount,
            ExecutionCount = (ulong)runs.RunCount,
            InferenceStats = new InferStatistics
            {
                Success = ToProto(totals.Success),
                Fail = ToProto(totals.Fail),
                Queue = ToProto(totals.Queue),
                ComputeInput = ToProto(totals.Read),
                ComputeInfer = ToProto(totals.Run),
                ComputeOutput = ToProto(totals.Write),
                CacheHit = new StatisticDuration(),
                CacheMiss = new StatisticDuration(),
            },
            BatchStats =
            {
                runs.Batches.Select(batch => new InferBatchStatistics
                {
                    BatchSize = (ulong)batch.RowCount,
                    ComputeInput = ToProto(batch.Form),
                    ComputeInfer = ToProto(batch.Run),
                    ComputeOutput = new StatisticDuration(),
                }),
            },
        };

    private static StatisticDuration ToProto(TimedCount timed) =>
        new() { Count = (ulong)timed.Count, Ns = (ulong)timed.Total.TotalNanoseconds };
}
