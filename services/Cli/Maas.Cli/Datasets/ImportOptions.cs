using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Datasets;

/// <summary>How a file is read: options of every command that imports one.</summary>
internal sealed class ImportOptions
{
    private static readonly Dictionary<string, Column.Types.Kind> Kinds = new()
    {
        ["numeric"] = Column.Types.Kind.Numeric,
        ["categorical"] = Column.Types.Kind.Categorical,
        ["text"] = Column.Types.Kind.Text,
        ["image"] = Column.Types.Kind.Image,
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "How to read the file, when names do not tell.",
        HelpName = string.Join('|', ImportFormat.All),
    };

    private readonly Option<string[]> _columns = new("--column")
    {
        Description = "Kind of a column that shall not be found out: NAME=numeric|categorical|text|image. May be repeated.",
        HelpName = "NAME=KIND",
    };

    private readonly Option<double?> _maxRejected = new("--max-rejected")
    {
        Description = "Largest share of rows that may be turned away, 0 to 1. Default: 0.1",
        HelpName = "RATIO",
    };

    public ImportOptions() => _format.AcceptOnlyFromAmong([.. ImportFormat.All]);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_columns);
        command.Options.Add(_maxRejected);
    }

    /// <summary>Imports a file or a folder as the next version of a dataset.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="id">Id of the dataset.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<DatasetVersion> ImportAsync(Session session, string id, string path, CancellationToken cancellationToken)
    {
        var header = new ImportDatasetRequest.Types.Header
        {
            DatasetId = id,
            Format = session.Arguments.GetValue(_format) ?? ImportFormat.Of(path),
            Columns = { (session.Arguments.GetValue(_columns) ?? []).Select(Read) },
        };
        if (session.Arguments.GetValue(_maxRejected) is { } ratio)
        {
            header.MaxRejectedRatio = ratio;
        }

        return await session.Screen.TrackAsync(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), bar =>
            DatasetImport.RunAsync(session.Clients.Training, header, path, bar, cancellationToken));
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
