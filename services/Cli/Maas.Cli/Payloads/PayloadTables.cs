using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Payloads;

/// <summary>Inputs of single predictions as a table.</summary>
internal static class PayloadTables
{
    public static IRenderable List(IEnumerable<Payload> payloads) => TextTable.Of(
        "", ["prediction", "version", "when", "predicted", "came true", "inputs", "kept until"],
        payloads.Select(payload => new[]
        {
            payload.PredictionId, TypedName.Short(payload.ModelVersion), Figures.Time(payload.PredictTime), payload.Prediction,
            payload.Outcome, InputsOf(payload), Figures.Time(payload.ExpireTime),
        }));

    private static string InputsOf(Payload payload) => string.Join(
        ", ", payload.Features.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key}={input.Value}"));
}
