using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>
/// Every node calls an operator of a domain that the runtime knows, or a function that the model brings along; functions
/// are named once.
/// </summary>
internal sealed class OperatorRules(ScannedModel model, ProblemList problems)
{
    private readonly HashSet<FunctionId> _functions = [];

    public void Check()
    {
        foreach (var function in model.Functions)
        {
            if (!_functions.Add(function.Id))
            {
                problems.Add(
                    $"Function '{ProblemList.Shown(function.Name)}' of {OperatorDomains.Shown(function.Domain)} is there twice.");
            }
        }

        CheckNodes(model.Graph!.Nodes, "");
        foreach (var function in model.Functions)
        {
            CheckNodes(function.Nodes, $"Function '{ProblemList.Shown(function.Name)}', ");
            if (function.Defaults.Graphs.Any())
            {
                problems.Add(
                    $"Function '{ProblemList.Shown(function.Name)}' has an attribute whose default is a graph, " +
                    "which is not supported.");
            }
        }
    }

    private void CheckNodes(List<ScannedNode> nodes, string where)
    {
        for (var i = 0; i < nodes.Count && !problems.IsFull; i++)
        {
            CheckNode(nodes[i], i, where);
            foreach (var graph in nodes[i].Graphs)
            {
                CheckNodes(graph.Nodes, $"{ScopeRules.Label(where, i, nodes[i])}, ");
            }
        }
    }

    private void CheckNode(ScannedNode node, int index, string where)
    {
        if (node.Operator.Length == 0)
        {
            problems.Add($"{ScopeRules.Label(where, index, node)} names no operator.");
        }

        if (_functions.Contains(node.Callee))
        {
            return;
        }

        if (OperatorDomains.FindVersions(node.Domain) is null)
        {
            problems.Add(
                $"{ScopeRules.Label(where, index, node)} is of the domain {OperatorDomains.Shown(node.Domain)}, " +
                "whose operators come from a library that is not here. Export the model with standard operators.");
        }
    }
}
