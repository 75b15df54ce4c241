using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console;

namespace Maas.Cli.Maintenance;

/// <summary><c>maas registry</c>: the care of the registry's bytes, and its changes as they happen.</summary>
internal static class MaintenanceCommands
{
    public static Command Create(CommandBinding binding) => new(
        "registry", "Care of the registry, and its changes as they happen.")
    {
        Collect(binding),
        Scrub(binding),
        WatchCommand.Create(binding),
    };

    private static Command Collect(CommandBinding binding)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done and do nothing." };
        return binding.Bind(
            new Command("gc", "Purges what was deleted long enough ago, and takes away bytes that nothing names.") { dryRun },
            async (session, cancellationToken) =>
            {
                var isTrial = session.Arguments.GetValue(dryRun);
                var report = await session.Clients.Maintenance.CollectGarbageAsync(
                    new CollectGarbageRequest { DryRun = isTrial },
                    deadline: session.LongDeadline, cancellationToken: cancellationToken);
                session.Screen.Show(report, () => Collected(report, isTrial ? "would be" : "was"));
            });
    }

    private static Command Scrub(CommandBinding binding) => binding.Bind(
        new Command("scrub", "Reads every stored blob; ends with 8 when one no longer hashes to its name."),
        async (session, cancellationToken) =>
        {
            var report = await session.Clients.Maintenance.ScrubBlobsAsync(
                new ScrubBlobsRequest(), deadline: session.LongDeadline, cancellationToken: cancellationToken);
            session.Screen.Show(report, () => Scrubbed(report));
            if (report.CorruptSha256.Count > 0)
            {
                throw new CommandFailedException(
                    ExitCode.WorkFailed, "blobs-corrupt",
                    $"{report.CorruptSha256.Count} of {report.BlobCount} blobs are corrupt. "
                    + "Push the versions that name them again: the bytes are taken anew.");
            }
        });

    private static Table Collected(CollectGarbageResponse report, string was) => TextTable.Facts(
        $"what {was} done",
        ("models purged", Figures.Count(report.PurgedModelCount)),
        ("versions purged", Figures.Count(report.PurgedVersionCount)),
        ("blobs set aside", Sized(report.QuarantinedBlobCount, report.QuarantinedSizeBytes)),
        ("blobs brought back", Figures.Count(report.RestoredBlobCount)),
        ("blobs deleted", Sized(report.DeletedBlobCount, report.DeletedSizeBytes)),
        ("uploads deleted", Figures.Count(report.DeletedUploadCount)));

    private static Table Scrubbed(ScrubBlobsResponse report) => TextTable.Facts(
        "scrub",
        [
            ("blobs read", Sized(report.BlobCount, report.SizeBytes)),
            ("corrupt", Figures.Count(report.CorruptSha256.Count)),
            .. report.CorruptSha256.Select(digest => ("SHA-256", digest)),
        ]);

    private static string Sized(long count, long sizeBytes) => $"{Figures.Count(count)}, {Figures.Bytes(sizeBytes)}";
}
