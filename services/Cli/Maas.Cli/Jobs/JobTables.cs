using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Jobs;

/// <summary>Jobs as tables.</summary>
internal static class JobTables
{
    public static IRenderable List(IEnumerable<TrainingJob> jobs) => TextTable.Of(
        "", ["job", "state", "data", "target", "algorithm", "model version", "created"],
        jobs.Select(job => new[]
        {
            TypedName.Id(job.Name), State(job), TypedName.Short(job.Spec.DatasetVersion), job.Spec.TargetColumn, job.Spec.Algorithm,
            TypedName.Short(job.Result?.ModelVersion ?? ""), Figures.Time(job.CreateTime),
        }));

    public static IRenderable Job(TrainingJob job) => TextTable.Facts(
        TypedName.Id(job.Name),
        [
            ("state", State(job)),
            ("data", $"{TypedName.Short(job.Spec.DatasetVersion)}, target {job.Spec.TargetColumn}"),
            ("algorithm", job.Spec.Algorithm),
            ("error", job.Error is { } error ? $"{error.Reason}: {error.Message}" : ""),
            .. Result(job.Result),
        ]);

    private static IEnumerable<(string, string)> Result(TrainingResult? result)
    {
        if (result is null)
        {
            yield break;
        }

        yield return ("model version", TypedName.Short(result.ModelVersion));
        yield return ("rows", $"{result.TrainRowCount} to learn from, {result.TestRowCount} to test on");
        foreach (var (name, value) in result.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            yield return (name, Figures.Number(value));
        }

        yield return ("parity error", Figures.Number(result.ParityError));
        yield return ("model size", Figures.Bytes(result.ModelSizeBytes));
        if (result.TrainingDuration is { } duration)
        {
            yield return ("training time", Figures.Seconds(duration.ToTimeSpan()));
        }
    }

    private static string State(TrainingJob job) => job.State.ToString().ToLowerInvariant();
}
