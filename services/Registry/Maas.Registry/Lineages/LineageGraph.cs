using Maas.Errors;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Lineages;

/// <summary>Follows where something came from, or what became of it, breadth first. Thread-safe.</summary>
internal sealed class LineageGraph(RegistryLedger ledger)
{
    private const int DefaultDepth = 20;
    private const int MaxDepth = 100;
    private const int MaxEdges = 10_000;

    /// <param name="resource">Where to begin: a model version, dataset version, training job or code revision.</param>
    /// <param name="isDownstream">To what became of it; else to where it came from.</param>
    /// <param name="maxDepth">Most edges in a row; 0 means 20.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: no such version. <c>INVALID_FIELD</c>.</exception>
    public Task<LineageTrace> FollowAsync(string resource, bool isDownstream, int maxDepth, CancellationToken cancellationToken)
    {
        if (maxDepth is < 0 or > MaxDepth)
        {
            throw CommonErrors.InvalidField("max_depth", $"Expected 0 to {MaxDepth}, got {maxDepth}.");
        }

        LineageTable.RequireKnownKind(resource);
        return ledger.ReadAsync(
            async session =>
            {
                if (RegistryNames.TryParseVersion(resource, out var model, out var number))
                {
                    _ = await session.GetVersionAsync(model, number);
                }

                return await FollowAsync(session, resource, isDownstream, maxDepth == 0 ? DefaultDepth : maxDepth);
            },
            cancellationToken);
    }

    private static async Task<LineageTrace> FollowAsync(DatabaseSession session, string start, bool isDownstream, int maxDepth)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { start };
        var edges = new List<LineageEdge>();
        var front = new List<string> { start };
        for (var depth = 0; depth < maxDepth && front.Count > 0; depth++)
        {
            var next = new List<string>();
            foreach (var resource in front)
            {
                var found = isDownstream
                    ? await session.ListDownstreamAsync(resource, MaxEdges + 1)
                    : await session.ListUpstreamAsync(resource);
                edges.AddRange(found);
                if (edges.Count > MaxEdges)
                {
                    return new LineageTrace([.. edges.Take(MaxEdges)], IsTruncated: true);
                }

                next.AddRange(found.Select(edge => isDownstream ? edge.To : edge.From).Where(seen.Add));
            }

            front = next;
        }

        return new LineageTrace(edges, IsTruncated: front.Exists(LineageTable.MayGoOn));
    }
}
