using System.CommandLine;
using System.Text;
using Maas.Cli.Connections;
using Maas.Cli.Datasets;
using Maas.Cli.Terminal;
using Maas.Names;

namespace Maas.Cli.Jobs;

/// <summary>Options of <c>maas train</c> that name the data: a dataset that is there, or a file that becomes one.</summary>
internal sealed class TrainingData
{
    private const int LongestId = 63;

    private readonly Option<string> _dataset = new("--dataset")
    {
        Description = "Data: newest version ('iris'), or one version ('iris@2'). With --file, the dataset it becomes; default: the name of the file.",
        HelpName = "DATASET",
    };

    private readonly Option<string> _file = new("--file")
    {
        Description = "Imports this first. " + ImportCommand.Files, HelpName = "FILE",
    };

    private readonly ImportOptions _import = new();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_dataset);
        command.Options.Add(_file);
        _import.AddTo(command);
    }

    /// <summary>The version to learn from, imported when a file is named.</summary>
    /// <exception cref="CommandFailedException">Neither is named, or the name of the file makes no id.</exception>
    public async Task<string> ResolveAsync(Session session, CancellationToken cancellationToken)
    {
        var dataset = session.Arguments.GetValue(_dataset);
        if (session.Arguments.GetValue(_file) is not { } file)
        {
            return await DatasetCommands.ResolveAsync(session, dataset ?? throw Wrong("expected '--dataset' or '--file'; 'maas train --help' tells all options."), cancellationToken);
        }

        return (await _import.ImportAsync(session, dataset is null ? IdOf(file) : TypedName.Id(dataset), file, cancellationToken)).Name;
    }

    // 'Some data_2.csv' becomes 'some-data-2'.
    private static string IdOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(file)));
        var id = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            id.Append(letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? letter : '-');
        }

        var made = id.ToString().Trim('-')[..Math.Min(LongestId, id.ToString().Trim('-').Length)].Trim('-');
        return ResourceId.IsValid(made) ? made : throw Wrong($"the name of '{file}' makes no id of a dataset; say it with --dataset.");
    }

    private static CommandFailedException Wrong(string problem) => new(ExitCode.Usage, "data-missing", problem);
}
