using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>
/// Every value is made once and before it is used. A graph within a node sees what its surroundings have made so far,
/// and makes none of it anew; a function sees its inputs alone. So no graph has a cycle.
/// </summary>
internal sealed class ScopeRules(ProblemList problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public void Check(ScannedModel model)
    {
        CheckGraph(model.Graph!, "");
        foreach (var function in model.Functions)
        {
            var where = $"Function '{ProblemList.Shown(function.Name)}', ";
            problems.AddTwins(function.Inputs, $"inputs of function '{ProblemList.Shown(function.Name)}'");
            Check(function.Inputs, function.Nodes, function.Outputs, where);
        }
    }

    private void CheckGraph(ScannedGraph graph, string where)
    {
        var initializers = graph.Initializers.Select(tensor => tensor.Name)
            .Concat(graph.SparseInitializers.Select(tensor => tensor.Values?.Name ?? ""));
        problems.AddTwins(initializers, "initializers");
        Check(
            initializers.Concat(graph.Inputs.Select(input => input.Name)),
            graph.Nodes,
            graph.Outputs.Select(output => output.Name),
            where);
    }

    /// <summary>Leaves what is known as it was.</summary>
    private void Check(IEnumerable<string> given, List<ScannedNode> nodes, IEnumerable<string> outputs, string where)
    {
        List<string> own = [.. given.Where(_known.Add)];
        for (var i = 0; i < nodes.Count && !problems.IsFull; i++)
        {
            CheckNode(nodes[i], i, own, where);
        }

        foreach (var output in outputs.Where(output => !_known.Contains(output)))
        {
            problems.Add($"{where}Output '{ProblemList.Shown(output)}' is made by nothing in the graph.");
        }

        _known.ExceptWith(own);
    }

    private void CheckNode(ScannedNode node, int index, List<string> own, string where)
    {
        foreach (var input in node.Inputs)
        {
            if (input.Length > 0 && !_known.Contains(input))
            {
                problems.Add(
                    $"{Label(where, index, node)} reads '{ProblemList.Shown(input)}', which nothing before it makes.");
            }
        }

        foreach (var graph in node.Graphs)
        {
            CheckGraph(graph, $"{Label(where, index, node)}, ");
        }

        foreach (var output in node.Outputs.Where(output => output.Length > 0))
        {
            if (_known.Add(output))
            {
                own.Add(output);
                continue;
            }

            problems.Add($"{Label(where, index, node)} makes '{ProblemList.Shown(output)}', which is there already.");
        }
    }

    /// <summary>A node as a person finds it.</summary>
    public static string Label(string where, int index, ScannedNode node) =>
        $"{where}Node {index} ({(node.Operator.Length == 0 ? "no operator" : ProblemList.Shown(node.Operator))})";
}
