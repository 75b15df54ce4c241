using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Datasets;
using Maas.Cli.Reports;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Profiles;

/// <summary><c>maas datasets profile</c>: what is known of a dataset, as tables, JSON or a page for a browser.</summary>
internal static class ProfileCommand
{
    public static Command Create(CommandBinding binding)
    {
        var version = new Argument<string>("DATASET") { Description = "Dataset, newest version ('iris'), or one version ('iris@2')." };
        var target = new Option<string>("--target")
        {
            Description = "Column that a model shall predict: tells how each other column goes together with it.",
            HelpName = "COLUMN",
        };
        var html = new Option<string>("--html")
        {
            Description = "Also write a report with plots to this file, for any browser.",
            HelpName = "FILE",
        };
        return binding.Bind(
            new Command("profile", "Computes what is known of the values, how columns go together, and what to look at.")
            {
                version, target, html,
            },
            async (session, cancellationToken) =>
            {
                var request = new ProfileDatasetRequest
                {
                    Name = await DatasetCommands.ResolveAsync(session, session.Arguments.GetRequiredValue(version), cancellationToken),
                    TargetColumn = session.Arguments.GetValue(target) ?? "",
                };
                var profile = await session.Clients.Training.ProfileDatasetAsync(
                    request, deadline: session.LongDeadline, cancellationToken: cancellationToken);
                session.Screen.Show(profile, () => ProfileTables.All(profile));
                if (session.Arguments.GetValue(html) is { Length: > 0 } path)
                {
                    await File.WriteAllTextAsync(path, ProfileReport.Of(profile), cancellationToken);
                    session.Screen.Note($"The report is in '{Path.GetFullPath(path)}'.");
                }
            });
    }
}
