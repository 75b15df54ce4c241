using System.CommandLine;
using Maas.Cli.Connections;

namespace Maas.Cli.Datasets;

/// <summary><c>maas datasets import</c>.</summary>
internal static class ImportCommand
{
    /// <summary>What can be imported, for the help of arguments.</summary>
    public const string Files = "CSV, JSON Lines or Parquet; or a folder, or a zip archive of one, that holds folders, called after labels, "
        + "of texts (.txt) or images (.png, .jpg), or the IDX files of MNIST.";

    public static Command Create(CommandBinding binding)
    {
        var id = new Argument<string>("DATASET") { Description = "Id of the dataset; made when it does not exist." };
        var file = new Argument<string>("FILE") { Description = Files };
        var options = new ImportOptions();
        var command = new Command("import", "Imports a file as the next version of a dataset.") { id, file };
        options.AddTo(command);
        return binding.Bind(command, async (session, cancellationToken) =>
        {
            var version = await options.ImportAsync(
                session, TypedName.Id(session.Arguments.GetRequiredValue(id)), session.Arguments.GetRequiredValue(file), cancellationToken);
            session.Screen.Show(version, () => DatasetTables.Version(version));
        });
    }
}
