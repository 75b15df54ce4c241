using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Datasets;

/// <summary><c>maas datasets import</c>.</summary>
internal static class ImportCommand
{
    private static readonly Dictionary<string, Column.Types.Kind> Kinds = new()
    {
        ["numeric"] = Column.Types.Kind.Numeric,
        ["categorical"] = Column.Types.Kind.Categorical,
        ["text"] = Column.Types.Kind.Text,
        ["image"] = Column.Types.Kind.Image,
    };

    public static Command Create(CommandBinding binding)
    {
        var id = new Argument<string>("DATASET") { Description = "Id of the dataset; made when it does not exist." };
        var file = new Argument<string>("FILE") 
        {
            Description = "CSV, JSON Lines or Parquet; or a folder, or a zip archive of one, that holds folders, called after labels, "
                + "of texts (.txt) or images (.png, .jpg), or the IDX files of MNIST.",
        };
        var format = new Option<string?>("--format")
        {
            Description = "How to read it, when names do not tell.",
            HelpName = string.Join('|', ImportFormat.All),
        };
        format.AcceptOnlyFromAmong([.. ImportFormat.All]);
        var columns = new Option<string[]>("--column")
        {
            Description = "Kind of a column that shall not be found out: NAME=numeric|categorical|text|image. May be repeated.",
            HelpName = "NAME=KIND",
        };
        var maxRejected = new Option<double?>("--max-rejected")
        {
            Description = "Largest share of rows that may be turned away, 0 to 1. Default: 0.1",
            HelpName = "RATIO",
        };
        return binding.Bind(
            new Command("import", "Imports a file as the next version of a dataset.") { id, file, format, columns, maxRejected },
            async (session, cancellationToken) =>
            {
                var path = session.Arguments.GetRequiredValue(file);
                var header = new ImportDatasetRequest.Types.Header
                {
                    DatasetId = TypedName.Id(session.Arguments.GetRequiredValue(id)),
                    Format = session.Arguments.GetValue(format) ?? ImportFormat.Of(path),
                    Columns = { (session.Arguments.GetValue(columns) ?? []).Select(Read) },
                };
                if (session.Arguments.GetValue(maxRejected) is { } ratio)
                {
                    header.MaxRejectedRatio = ratio;
                }

                var version = await session.Screen.TrackAsync(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), bar =>
                    DatasetImport.RunAsync(session.Clients.Training, header, path, bar, cancellationToken));
                session.Screen.Show(version, () => DatasetTables.Version(version));
            });
    }

    private static Column Read(string text)
    {
        // A name may hold '=' itself; a kind does not.
        var equals = text.LastIndexOf('=');
        return equals > 0 && Kinds.TryGetValue(text[(equals + 1)..], out var kind)
            ? new Column { Name = text[..equals], Kind = kind }
            : throw new CommandFailedException(
                ExitCode.Usage, "column-malformed",
                $"--column: expected NAME=numeric, NAME=categorical, NAME=text or NAME=image, got '{text}'.");
    }
}
