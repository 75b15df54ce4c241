using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Maas.Contracts.Training.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Jobs;

/// <summary>Jobs as tables.</summary>
internal static class JobTables
{
    private const int MostImportances = 10;

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
            ("data", job.Spec.TargetColumn.Length > 0 ? $"{TypedName.Short(job.Spec.DatasetVersion)}, target {job.Spec.TargetColumn}" : TypedName.Short(job.Spec.DatasetVersion)),
            ("algorithm", job.Spec.Algorithm),
            ("done", TrainingRun.IsFinal(job) || job.Progress is not { } progress ? "" : $"{Figures.Percent(progress.ProgressRatio)}, {ProgressText.Of(progress)}"),
            ("waits", job.Progress?.WaitReason ?? ""),
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
        if (result.BestTrial.Length > 0)
        {
            yield return ("best trial", $"{result.BestTrial.Split('/')[^1]} of {result.TrialCount}: {TrialTables.Parameters(result.BestParameters)}");
            yield return ("search time", $"{Figures.Seconds(result.SearchDuration?.ToTimeSpan() ?? TimeSpan.Zero)}{After(result.VariantsDuration)}");
            yield return ("latency of one row", $"{Figures.Milliseconds(result.LatencyP50.ToTimeSpan().TotalSeconds)}, p95 {Figures.Milliseconds(result.LatencyP95.ToTimeSpan().TotalSeconds)}");
        }

        yield return ("trained on", result.DeviceNote.Length > 0 ? $"{result.Device}: {result.DeviceNote}" : result.Device);
        yield return ("rows", Rows(result));
        if (result.BestEpoch > 0)
        {
            yield return ("best epoch", $"{result.BestEpoch} of {result.EpochLosses.Count}");
        }

        foreach (var (name, value) in result.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            yield return (name, Figures.Number(value));
        }

        foreach (var importance in result.FeatureImportances.OrderByDescending(importance => importance.Mean).Take(MostImportances))
        {
            yield return ($"worth of {importance.Column}", $"{Figures.Number(importance.Mean)} ± {Figures.Number(importance.Deviation)} of {result.ImportanceMetric}");
        }

        foreach (var contribution in result.FeatureContributions.OrderByDescending(contribution => contribution.MeanSize).Take(MostImportances))
        {
            yield return ($"{contribution.Column} adds", $"{Figures.Number(contribution.MeanSize)} {(result.ContributionUnit == "target" ? "of the target" : result.ContributionUnit)}");
        }

        foreach (var fact in VariantTables.Facts(result))
        {
            yield return fact;
        }

        yield return ("parity error", Figures.Number(result.ParityError));
        yield return ("model size", Figures.Bytes(result.ModelSizeBytes));
        if (result.TrainingDuration is { } duration)
        {
            yield return ("training time", Figures.Seconds(duration.ToTimeSpan()));
        }
    }

    private static string After(Google.Protobuf.WellKnownTypes.Duration? variants) =>
        variants is null ? "" : $", and then {Figures.Seconds(variants.ToTimeSpan())} for variants";

    /// <summary>A spec as it is run: what is said of all, then each column, then each variant.</summary>
    public static IRenderable Spec(TrainingSpec spec) => new Rows(
    [
        TextTable.Facts(
            spec.TargetColumn,
            [
                .. Facts(spec), .. Facts(spec.Split), .. Facts(spec.EarlyStopping), .. Facts(spec.Hyperparameters), .. Facts(spec.Search),
                .. (spec.Search?.Parameters ?? []).Select(parameter => ($"search {parameter.Name.Replace('_', '-')}", Range(parameter))),
            ]),
        TextTable.Of(
            "", ["column", "what is done to it"],
            spec.Features.Select(feature => new[] { feature.Column, Text(Facts(feature).Skip(1).Concat(Facts(feature.Image))) })),
        .. spec.Variants.Count == 0
            ? Enumerable.Empty<IRenderable>()
            : [TextTable.Of("", ["variant", "what it must keep"], spec.Variants.Select(variant => new[] { variant.Kind, Text(Facts(variant).Skip(1)) }))],
    ]);

    private static string Text(IEnumerable<(string Name, string Value)> facts) => string.Join(", ", facts.Select(fact => $"{fact.Name} {fact.Value}"));

    private static string Range(SearchParameter parameter)
    {
        var condition = parameter.ConditionParameter.Length > 0
            ? $" when {parameter.ConditionParameter.Replace('_', '-')} is {string.Join(" or ", parameter.ConditionValues)}"
            : "";
        return (parameter.Values.Count > 0
            ? string.Join(" | ", parameter.Values)
            : $"{Figures.Number(parameter.Low)} to {Figures.Number(parameter.High)}{(parameter.Logarithmic ? ", logarithmic" : "")}") + condition;
    }

    // Every field that is set, by its name on the command line.
    private static IEnumerable<(string Name, string Value)> Facts(IMessage? message) => message is null
        ? []
        : message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => field.FieldType != FieldType.Message)
            .Select(field => (field.Name.Replace('_', '-'), Text(field.Accessor.GetValue(message), field.HasPresence && field.Accessor.HasValue(message))))
            .Where(fact => fact.Item2.Length > 0);

    private static string Text(object value, bool isSet) => value switch
    {
        string text => text,
        System.Collections.IList list => string.Join(", ", list.Cast<object>()),
        bool flag => flag || isSet ? $"{flag}".ToLowerInvariant() : "",
        double number => isSet || number != 0 ? Figures.Number(number) : "",
        int number => isSet || number != 0 ? $"{number}" : "",
        long number => $"{number}",
        _ => "",
    };

    private static string Rows(TrainingResult result)
    {
        var held = result.ValidationRowCount > 0 ? $", {result.ValidationRowCount} to compare epochs on" : "";
        var dropped = result.DroppedRowCount > 0 ? $", {result.DroppedRowCount} left out" : "";
        return $"{result.TrainRowCount} to learn from{held}, {result.TestRowCount} to test on{dropped}";
    }

    private static string State(TrainingJob job) => job.State.ToString().ToLowerInvariant();
}
