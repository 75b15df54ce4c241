using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;
using Spectre.Console;
using Spectre.Console.Rendering;
using static Maas.Contracts.Registry.V1.GetLineageRequest.Types;

namespace Maas.Cli.Versions;

/// <summary>Edges of lineage as a tree from where they begin. What is reached twice is drawn out once.</summary>
internal static class LineageTree
{
    public static IRenderable Draw(string start, Direction direction, IEnumerable<LineageEdge> edges)
    {
        var isDownstream = direction == Direction.Downstream;
        var steps = edges.ToLookup(edge => isDownstream ? edge.From : edge.To);
        var tree = new Tree(Text(start));
        var drawn = new HashSet<string>(StringComparer.Ordinal) { start };

        // Breadth first, so that each is drawn out where it is nearest to the start; and no depth is too deep.
        var open = new Queue<(string Name, IHasTreeNodes Node)>([(start, tree)]);
        while (open.TryDequeue(out var next))
        {
            foreach (var edge in steps[next.Name])
            {
                var other = isDownstream ? edge.To : edge.From;
                var isNew = drawn.Add(other);
                var hint = isNew || !steps.Contains(other) ? "" : " (drawn above)";
                var node = next.Node.AddNode(Text($"{Relation(edge.Kind, isDownstream)} {Name(other)}{hint}"));
                if (isNew)
                {
                    open.Enqueue((other, node));
                }
            }
        }

        return tree;
    }

    private static Text Text(string text) => new(text);

    // Datasets are typed like models; here it must be seen which of them it is.
    private static string Name(string resource) =>
        resource.StartsWith("models/", StringComparison.Ordinal) ? TypedName.Short(resource) : resource;

    private static string Relation(LineageEdge.Types.Kind kind, bool isDownstream) => (kind, isDownstream) switch
    {
        (LineageEdge.Types.Kind.TrainedOn, false) => "trained on",
        (LineageEdge.Types.Kind.TrainedOn, true) => "trained:",
        (LineageEdge.Types.Kind.MadeBy, false) => "made by",
        (LineageEdge.Types.Kind.MadeBy, true) => "made:",
        (LineageEdge.Types.Kind.Code, false) => "made by",
        (LineageEdge.Types.Kind.Code, true) => "made:",
        (LineageEdge.Types.Kind.Continues, false) => "continues",
        (LineageEdge.Types.Kind.Continues, true) => "continued by",
        (LineageEdge.Types.Kind.Alias, _) => "alias",
        (LineageEdge.Types.Kind.ServedBy, _) => "served by",
        _ => $"{kind}",
    };
}
