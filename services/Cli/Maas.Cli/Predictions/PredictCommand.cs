using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Oip;

namespace Maas.Cli.Predictions;

/// <summary><c>maas predict</c>: named values in, labels or numbers out.</summary>
internal static class PredictCommand
{
    private const int MaxRowsPerCall = 10_000;

    public static Command Create(CommandBinding binding)
    {
        var model = new Argument<string>("MODEL") { Description = "Deployment or model that shall answer." };
        var values = new Argument<string[]>("VALUES")
        {
            Description = "One row: NAME=VALUE …; NAME= is missing, NAME=@FILE an image.", Arity = ArgumentArity.ZeroOrMore,
        };
        var file = new Option<string>("--file")
        {
            Description = "Rows from a file: .json (array of objects), .ndjson or .jsonl (an object a line), or CSV with a header line.",
            HelpName = "FILE",
        };
        var stream = new Option<bool>("--stream")
        {
            Description = "Send rows and show answers one by one, for files of any length; as JSON, an object per line.",
        };
        var version = new Option<string>("--version-number") { Description = "Version to ask. Default: what is routed to.", HelpName = "N" };
        return binding.Bind(
            new Command("predict", "Predicts rows.") { model, values, file, stream, version },
            async (session, cancellationToken) =>
            {
                var name = session.Arguments.GetRequiredValue(model);
                var number = session.Arguments.GetValue(version) ?? "";
                var pairs = session.Arguments.GetValue(values) ?? [];
                var path = session.Arguments.GetValue(file);
                if (pairs.Length > 0 == path is not null)
                {
                    throw new CommandFailedException(
                        ExitCode.Usage, "rows-missing", "Give one row as NAME=VALUE …, or a file of rows with --file, not both.");
                }

                var inputs = await InputsAsync(session, name, number, cancellationToken);
                var rows = path is null ? [Row(pairs, inputs)] : RowFile.Read(path, inputs);
                if (session.Arguments.GetValue(stream))
                {
                    await new StreamedPredictions(session.Clients.Predictions, session.Screen)
                        .RunAsync(name, number, rows, cancellationToken);
                    return;
                }

                var answer = await PredictAsync(session, name, number, rows, cancellationToken);
                session.Screen.Show(answer, () => PredictionTables.Of(answer));
            });
    }

    /// <summary>Predicts any number of rows, so many per call as the service takes.</summary>
    public static async Task<PredictResponse> PredictAsync(
        Session session, string model, string version, IEnumerable<Struct> rows, CancellationToken cancellationToken)
    {
        var all = new PredictResponse();
        foreach (var part in rows.Chunk(MaxRowsPerCall))
        {
            var answer = await session.Clients.Predictions.PredictAsync(
                new PredictRequest { Model = model, ModelVersion = version, Rows = { part } },
                cancellationToken: cancellationToken);
            all.Model = answer.Model;
            all.ModelVersion = answer.ModelVersion;
            all.Predictions.Add(answer.Predictions);
        }

        return all;
    }

    // Whether each input is text: "2" is a number for one model and a category for another.
    private static async Task<IReadOnlyDictionary<string, bool>> InputsAsync(
        Session session, string model, string version, CancellationToken cancellationToken)
    {
        var metadata = await session.Clients.Tensors.ModelMetadataAsync(
            new ModelMetadataRequest { Name = model, Version = version }, cancellationToken: cancellationToken);
        return metadata.Inputs.ToDictionary(input => input.Name, input => input.Datatype == "BYTES");
    }

    private static Struct Row(IEnumerable<string> pairs, IReadOnlyDictionary<string, bool> inputs)
    {
        var row = new Struct();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new CommandFailedException(ExitCode.Usage, "rows-malformed", $"Expected NAME=VALUE, got '{pair}'.");
            }

            var name = pair[..equals];
            row.Fields[name] = Read(pair[(equals + 1)..], inputs.GetValueOrDefault(name));
        }

        return row;
    }

    // Only here: a table that someone else made shall not send files of this machine.
    private static Value Read(string text, bool isText) => !isText && text.StartsWith('@')
        ? Value.ForString(Convert.ToBase64String(File.ReadAllBytes(text[1..])))
        : CellValue.Read(text, isText);
}
