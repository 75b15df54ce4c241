using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using static Maas.Contracts.Registry.V1.GetLineageRequest.Types;

namespace Maas.Cli.Versions;

/// <summary><c>maas versions lineage</c>: where something came from, or what became of it.</summary>
internal static class LineageCommand
{
    // What lineage begins at besides versions; these have no short form that is theirs alone.
    private static readonly string[] Others = ["datasets/", "trainingJobs/", "codeRevisions/"];

    public static Command Create(CommandBinding binding)
    {
        var resource = new Argument<string>("NAME")
        {
            Description = "A version, e.g. iris@2; or datasets/ID/versions/N, trainingJobs/ID, codeRevisions/REVISION.",
        };
        var upstream = new Option<bool>("--upstream") { Description = "To what it was made from. The default" };
        var downstream = new Option<bool>("--downstream")
        {
            Description = "To what was made from it, and where that is used.",
        };
        var depth = new Option<int>("--depth")
        {
            Description = "Most steps in a row, 1 to 100. Default: 20",
            HelpName = "N",
        };
        return binding.Bind(
            new Command("lineage", "Draws where a version came from, or what became of it.")
            {
                resource, upstream, downstream, depth,
            },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var direction = DirectionOf(arguments.GetValue(upstream), arguments.GetValue(downstream));
                var start = await ResolveAsync(session, arguments.GetRequiredValue(resource), cancellationToken);
                var lineage = await session.Clients.Registry.GetLineageAsync(
                    new GetLineageRequest { Resource = start, Direction = direction, MaxDepth = arguments.GetValue(depth) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(lineage, () => LineageTree.Draw(start, direction, lineage.Edges));
                if (lineage.Truncated)
                {
                    session.Screen.Note("There is more; ask for more with --depth, or begin farther on.");
                }
            });
    }

    private static Direction DirectionOf(bool isUpstream, bool isDownstream) => (isUpstream, isDownstream) switch
    {
        (true, true) => throw new CommandFailedException(
            ExitCode.Usage, "direction-ambiguous", "Choose --upstream or --downstream, not both."),
        (_, true) => Direction.Downstream,
        _ => Direction.Upstream,
    };

    private static Task<string> ResolveAsync(Session session, string text, CancellationToken cancellationToken) =>
        Others.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal))
            ? Task.FromResult(text)
            : VersionReference.ResolveAsync(session, text, cancellationToken);
}
