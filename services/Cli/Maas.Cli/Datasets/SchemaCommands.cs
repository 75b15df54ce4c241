using System.CommandLine;
using Google.Protobuf;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Datasets;

/// <summary><c>maas datasets schema</c> and <c>maas datasets validate</c>.</summary>
internal static class SchemaCommands
{
    public static Command Create(CommandBinding binding) => new("schema", "What the versions of a dataset should look like.")
    {
        Get(binding),
        Infer(binding),
        Set(binding),
    };

    public static Command Validate(CommandBinding binding)
    {
        var version = new Argument<string>("DATASET") { Description = "Dataset, newest version ('iris'), or one version ('iris@2')." };
        var file = new Option<string?>("--schema")
        {
            Description = "Compare with the schema in this file, JSON as 'schema infer --output json' writes it, instead of the stored one.",
            HelpName = "FILE",
        };
        return binding.Bind(
            new Command("validate", "Compares a version with a schema. Errors end with exit code 8; warnings do not.") { version, file },
            async (session, cancellationToken) =>
            {
                var request = new ValidateDatasetRequest
                {
                    DatasetSchema = session.Arguments.GetValue(file) is { } path ? Read(path) : null,
                    Name = await DatasetCommands.ResolveAsync(session, session.Arguments.GetRequiredValue(version), cancellationToken),
                };
                var answer = await session.Clients.Training.ValidateDatasetAsync(
                    request, deadline: session.LongDeadline, cancellationToken: cancellationToken);
                session.Screen.Show(answer, () => DatasetTables.Anomalies(request.Name, answer.Anomalies));
                var errors = answer.Anomalies.Count(anomaly => anomaly.Severity != SchemaAnomaly.Types.Severity.Warning);
                if (errors > 0)
                {
                    throw new CommandFailedException(
                        ExitCode.WorkFailed, "schema-violated",
                        $"{TypedName.Short(request.Name)} differs from its schema in {errors} {(errors == 1 ? "point" : "points")}.");
                }
            });
    }

    private static Command Get(CommandBinding binding)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Id of the dataset." };
        return binding.Bind(
            new Command("get", "Shows the schema of a dataset.") { dataset },
            async (session, cancellationToken) =>
            {
                var name = $"{TypedName.Dataset(session.Arguments.GetRequiredValue(dataset))}/schema";
                var schema = await session.Clients.Training.GetDatasetSchemaAsync(
                    new GetDatasetSchemaRequest { Name = name }, cancellationToken: cancellationToken);
                session.Screen.Show(schema, () => DatasetTables.Schema(schema));
            });
    }

    private static Command Infer(CommandBinding binding)
    {
        var version = new Argument<string>("DATASET") { Description = "Dataset, newest version ('iris'), or one version ('iris@2')." };
        return binding.Bind(
            new Command("infer", "Makes a schema of a version, to be edited and set. Nothing is stored.") { version },
            async (session, cancellationToken) =>
            {
                var name = await DatasetCommands.ResolveAsync(session, session.Arguments.GetRequiredValue(version), cancellationToken);
                var schema = await session.Clients.Training.InferDatasetSchemaAsync(
                    new InferDatasetSchemaRequest { Name = name }, deadline: session.LongDeadline, cancellationToken: cancellationToken);
                session.Screen.Show(schema, () => DatasetTables.Schema(schema));
            });
    }

    private static Command Set(CommandBinding binding)
    {
        var dataset = new Argument<string>("DATASET") { Description = "Id of the dataset." };
        var file = new Argument<string>("FILE") { Description = "The schema, JSON as 'schema infer --output json' writes it." };
        return binding.Bind(
            new Command("set", "Stores the schema of a dataset. One that holds an etag is only stored while nobody else wrote.") { dataset, file },
            async (session, cancellationToken) =>
            {
                var schema = Read(session.Arguments.GetRequiredValue(file));
                schema.Name = $"{TypedName.Dataset(session.Arguments.GetRequiredValue(dataset))}/schema";
                var stored = await session.Clients.Training.UpdateDatasetSchemaAsync(
                    new UpdateDatasetSchemaRequest { DatasetSchema = schema }, cancellationToken: cancellationToken);
                session.Screen.Show(stored, () => DatasetTables.Schema(stored));
            });
    }

    private static DatasetSchema Read(string path)
    {
        try
        {
            return JsonParser.Default.Parse<DatasetSchema>(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new CommandFailedException(ExitCode.Usage, "schema-malformed", $"{path}: no schema: {exception.Message}", exception);
        }
    }
}
