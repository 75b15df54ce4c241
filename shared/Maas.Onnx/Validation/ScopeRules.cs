using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>
/// Every value is made once and before it is used. A graph within a node sees what its surroundings have made so far,
/// and makes none of it anew; a function sees its inputs alone. So no graph has a cycle.
/// </summary>
internal sealed class ScopeRules(ProblemList problems)
{
    private readonly List<HashSet<string>> _scopes = [];

    public void Check(ScannedModel model)
    {
        CheckGraph(model.Graph!, "");
        foreach (var function in model.Functions)
        {
            var where = $"Function '{ProblemList.Shown(function.Name)}', ";
            problems.AddTwins(function.Inputs, $"inputs of function '{ProblemList.Shown(function.Name)}'");
            _scopes.Add(new HashSet<string>(function.Inputs, StringComparer.Ordinal));
            CheckNodes(function.Nodes, where);
            CheckOutputs(function.Outputs, where);
            _scopes.Clear();
        }
    }

    private void CheckGraph(ScannedGraph graph, string where)
    {
        var initializers = graph.Initializers.Select(tensor => tensor.Name)
            .Concat(graph.SparseInitializers.Select(tensor => tensor.Values?.Name ?? ""));
        problems.AddTwins(initializers, "initializers");
        var scope = new HashSet<string>(initializers, StringComparer.Ordinal);
        scope.UnionWith(graph.Inputs.Select(input => input.Name));
        _scopes.Add(scope);
        CheckNodes(graph.Nodes, where);
        CheckOutputs(graph.Outputs.Select(output => output.Name), where);
        _scopes.RemoveAt(_scopes.Count - 1);
    }

    private void CheckNodes(List<ScannedNode> nodes, string where)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            foreach (var input in node.Inputs)
            {
                if (input.Length > 0 && !IsKnown(input))
                {
                    problems.Add($"{Label(where, i, node)} reads '{ProblemList.Shown(input)}', which nothing before it makes.");
                }
            }

            foreach (var graph in node.Graphs)
            {
                CheckGraph(graph, $"{Label(where, i, node)}, ");
            }

            foreach (var output in node.Outputs)
            {
                if (output.Length > 0 && (IsKnown(output) || !_scopes[^1].Add(output)))
                {
                    problems.Add($"{Label(where, i, node)} makes '{ProblemList.Shown(output)}', which is there already.");
                }
            }
        }
    }

    private void CheckOutputs(IEnumerable<string> outputs, string where)
    {
        foreach (var output in outputs)
        {
            if (!IsKnown(output))
            {
                problems.Add(
                    $"{(where.Length == 0 ? "" : where)}Output '{ProblemList.Shown(output)}' is made by nothing in the graph.");
            }
        }
    }

    private bool IsKnown(string name)
    {
        for (var i = _scopes.Count - 1; i >= 0; i--)
        {
            if (_scopes[i].Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A node as a person finds it.</summary>
    public static string Label(string where, int index, ScannedNode node) =>
        $"{where}Node {index} ({(node.Operator.Length == 0 ? "no operator" : ProblemList.Shown(node.Operator))})";
}
