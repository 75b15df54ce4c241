using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console;

namespace Maas.Cli.Versions;

/// <summary><c>maas versions compare</c>. Whether more is better depends on the metric and is not judged.</summary>
internal static class CompareCommand
{
    // What one call takes.
    private const int MaxVersions = 16;

    public static Command Create(CommandBinding binding)
    {
        var versions = new Argument<string[]>("VERSIONS")
        {
            Description = "Two versions or more, e.g. iris@1 iris@2; the others are compared with the first.",
            Arity = new ArgumentArity(2, MaxVersions),
        };
        return binding.Bind(
            new Command("compare", "Puts the metrics of versions side by side and says what else differs.") { versions },
            async (session, cancellationToken) =>
            {
                var request = new CompareModelVersionsRequest();
                foreach (var text in session.Arguments.GetRequiredValue(versions))
                {
                    request.Names.Add(await VersionReference.ResolveAsync(session, text, cancellationToken));
                }

                var comparison = await session.Clients.Registry.CompareModelVersionsAsync(
                    request, cancellationToken: cancellationToken);
                session.Screen.Show(comparison, () => new Rows(Metrics(comparison), Differences(comparison)));
            });
    }

    private static Table Metrics(CompareModelVersionsResponse comparison) => TextTable.Of(
        "", ["metric", .. comparison.ModelVersions.Select(version => $">{TypedName.Short(version.Name)}")],
        comparison.Metrics.Select(metric => new[] { metric.Metric }.Concat(metric.Values.Select(Value)).ToArray()));

    private static Table Differences(CompareModelVersionsResponse comparison) => TextTable.Of(
        $"against {TypedName.Short(comparison.ModelVersions[0].Name)}", ["version", "files", "signature", "data"],
        comparison.Differences.Select(difference => new[]
        {
            TypedName.Short(difference.ModelVersion), Same(difference.SameFiles), Same(difference.SameSignature),
            difference.HasSameDataset ? Same(difference.SameDataset) : "not told",
        }));

    private static string Value(MetricValue value, int index)
    {
        var number = Figures.Number(value.HasValue, value.Value);
        var sign = value.Difference > 0 ? "+" : "";
        return index == 0 || !value.HasDifference ? number : $"{number} ({sign}{Figures.Number(value.Difference)})";
    }

    private static string Same(bool isSame) => isSame ? "same" : "other";
}
