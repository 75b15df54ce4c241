using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>
/// A runtime replaces every call of a function by the function's nodes. Forty functions that each call the next one
/// twice are 2^40 nodes in 2 KiB. The size is found without doing it: each function is weighed once, after those it calls.
/// </summary>
internal sealed class ExpansionRules(OnnxLimits limits, ProblemList problems)
{
    private sealed class Weight
    {
        public double Nodes { get; set; }

        public double Bytes { get; set; }

        public Dictionary<FunctionId, int> Calls { get; } = [];
    }

    /// <returns>Nodes of the whole model once expanded; 0 when it must not be.</returns>
    public long Check(ScannedModel model)
    {
        var weights = new Dictionary<FunctionId, Weight>();
        foreach (var function in model.Functions)
        {
            weights.TryAdd(function.Id, new Weight());
        }

        foreach (var function in model.Functions)
        {
            Weigh(function.Nodes, weights[function.Id], weights);
        }

        if (!TrySum(weights, out var recursive))
        {
            problems.Add($"Function '{ProblemList.Shown(recursive.Name)}' calls itself, directly or through others.");
            return 0;
        }

        var whole = new Weight();
        Weigh(model.Graph!.Nodes, whole, weights);
        whole.Bytes = 0;
        AddCalls(whole, weights);
        if (whole.Nodes > limits.MaxExpandedNodes)
        {
            problems.Add(
                $"With its functions written out the model has {ProblemList.Shown(whole.Nodes)} nodes, " +
                $"expected at most {limits.MaxExpandedNodes}.");
        }

        if (whole.Bytes > limits.MaxExpandedCopyBytes)
        {
            problems.Add(
                $"With its functions written out the model has {ProblemList.Shown(whole.Bytes)} bytes " +
                $"of constants of functions, expected at most {limits.MaxExpandedCopyBytes}.");
        }

        return whole.Nodes > limits.MaxExpandedNodes ? 0 : (long)whole.Nodes;
    }

    private static void Weigh(List<ScannedNode> nodes, Weight weight, Dictionary<FunctionId, Weight> functions)
    {
        foreach (var node in nodes)
        {
            if (functions.ContainsKey(node.Callee))
            {
                weight.Calls[node.Callee] = weight.Calls.GetValueOrDefault(node.Callee) + 1;
            }
            else
            {
                weight.Nodes++;
            }

            foreach (var attribute in node.Attributes ?? [])
            {
                weight.Bytes += attribute.Tensors.Sum(tensor => (double)(tensor.RawBytes ?? 0));
                attribute.Graphs.ForEach(graph => Weigh(graph.Nodes, weight, functions));
            }
        }
    }

    // Kahn's order: a function is ready once all it calls are. No recursion, as a chain may be as long as the limit.
    private static bool TrySum(Dictionary<FunctionId, Weight> weights, out FunctionId recursive)
    {
        var callers = weights.Keys.ToDictionary(id => id, _ => new List<FunctionId>());
        var open = weights.ToDictionary(pair => pair.Key, pair => pair.Value.Calls.Count);
        foreach (var (id, weight) in weights)
        {
            foreach (var callee in weight.Calls.Keys)
            {
                callers[callee].Add(id);
            }
        }

        var ready = new Queue<FunctionId>(open.Where(pair => pair.Value == 0).Select(pair => pair.Key));
        while (ready.TryDequeue(out var id))
        {
            AddCalls(weights[id], weights);
            open.Remove(id);
            foreach (var caller in callers[id])
            {
                if (--open[caller] == 0)
                {
                    ready.Enqueue(caller);
                }
            }
        }

        recursive = open.Keys.FirstOrDefault();
        return open.Count == 0;
    }

    private static void AddCalls(Weight weight, Dictionary<FunctionId, Weight> functions)
    {
        foreach (var (callee, times) in weight.Calls)
        {
            weight.Nodes += times * functions[callee].Nodes;
            weight.Bytes += times * functions[callee].Bytes;
        }
    }
}
