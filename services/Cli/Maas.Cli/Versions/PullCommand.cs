using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Versions;

/// <summary><c>maas versions pull</c>: from a version to verified files on this machine.</summary>
internal static class PullCommand
{
    public static Command Create(CommandBinding binding)
    {
        var version = VersionCommands.VersionArgument();
        var folder = new Argument<string>("FOLDER") { Description = "Where to; made when it does not exist." };
        var force = new Option<bool>("--force") { Description = "Overwrite files that have another content." };
        return binding.Bind(
            new Command("pull", "Downloads the files of a version; goes on with what is there.") { version, folder, force },
            async (session, cancellationToken) =>
            {
                var name = await VersionReference.ResolveAsync(
                    session, session.Arguments.GetRequiredValue(version), cancellationToken);
                var found = await session.Clients.Registry.GetModelVersionAsync(
                    new GetModelVersionRequest { Name = name }, cancellationToken: cancellationToken);
                Warn(session.Screen, found);

                var target = await PullTarget.CreateAsync(
                    found, session.Arguments.GetRequiredValue(folder), cancellationToken);
                if (!session.Arguments.GetValue(force))
                {
                    target.RequireNothingToLose();
                }

                await DownloadAsync(session, target, cancellationToken);
                session.Screen.ShowOwn(
                    new { modelVersion = found.Name, folder = target.Folder, files = target.Files },
                    () => VersionTables.Files(found, target.Folder, target.Files));
            });
    }

    private static Task DownloadAsync(Session session, PullTarget target, CancellationToken cancellationToken) =>
        session.Screen.TrackBytesAsync("download", target.Missing.Sum(blob => blob.SizeBytes), async bar =>
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = target.ReportAsync(bar, session.Clock, ended.Token);
            try
            {
                await session.Clients.Blobs.DownloadAllAsync(target.Missing, cancellationToken, progress: bar);
            }
            finally
            {
                await ended.CancelAsync();
                await watching;
            }
        });

    private static void Warn(Screen screen, ModelVersion version)
    {
        if (version.State is ModelVersion.Types.State.Quarantined or ModelVersion.Types.State.Deleted)
        {
            var state = version.State.ToString().ToLowerInvariant();
            screen.Note($"'{TypedName.Short(version.Name)}' is {state}: {version.StateReason}");
        }
    }
}
