using Maas.Onnx.Reading.Scanning;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Validation;

/// <summary>A constant tensor has as much data as its type and dimensions say, and no more than the limits allow.</summary>
internal sealed class TensorRules(OnnxLimits limits, ExternalDataRules external, ProblemList problems)
{
    private Int128 _total;

    /// <returns>Bytes of all constants.</returns>
    public long Check(ScannedModel model)
    {
        CheckGraph(model.Graph!);
        foreach (var function in model.Functions)
        {
            CheckNode(function.Defaults);
            function.Nodes.ForEach(CheckNode);
        }

        if (_total > limits.MaxParameterBytes)
        {
            problems.Add($"The constant tensors have {_total} bytes, expected at most {limits.MaxParameterBytes}.");
            return 0;
        }

        return (long)_total;
    }

    private void CheckGraph(ScannedGraph graph)
    {
        foreach (var tensor in graph.Initializers)
        {
            Check(tensor);
        }

        graph.SparseInitializers.ForEach(CheckSparse);
        graph.Nodes.ForEach(CheckNode);
    }

    private void CheckNode(ScannedNode node)
    {
        foreach (var attribute in node.Attributes ?? [])
        {
            attribute.Tensors.ForEach(tensor => Check(tensor));
            attribute.SparseTensors.ForEach(CheckSparse);
            attribute.Graphs.ForEach(CheckGraph);
        }
    }

    /// <returns>Its elements; null when something is wrong.</returns>
    private long? Check(ScannedTensor tensor)
    {
        var label = $"Tensor '{ProblemList.Shown(tensor.Name)}'";
        if (TensorSizes.FindElements(tensor.Dims) is not { } elements)
        {
            problems.Add(
                $"{label} has the dimensions [{string.Join(", ", tensor.Dims)}], expected 0 or more each " +
                "and less than 2^63 elements.");
            return null;
        }

        var bits = ElementSizes.FindBits(tensor.Type);
        if (bits is null && tensor.Type != DataType.String)
        {
            problems.Add($"{label} has elements of the unknown type {(int)tensor.Type}.");
            return null;
        }

        if ((Int128)elements * (bits ?? 8) / 8 > limits.MaxTensorBytes)
        {
            problems.Add(
                $"{label} of dimensions [{string.Join(", ", tensor.Dims)}] has {(Int128)elements * (bits ?? 8) / 8} bytes, " +
                $"expected at most {limits.MaxTensorBytes}.");
            return null;
        }

        var bytes = ElementSizes.BytesOf(elements, bits ?? 8);
        _total += bytes;
        CheckData(label, tensor, elements, bytes);
        return elements;
    }

    private void CheckData(string label, ScannedTensor tensor, long elements, long bytes)
    {
        if (tensor.HasSegment)
        {
            problems.Add($"{label} is a segment of a tensor, expected a whole one.");
        }

        if (tensor.IsExternal || tensor.External is not null)
        {
            CheckOutside(label, tensor, bytes);
            return;
        }

        if (tensor.RawBytes is { } raw)
        {
            CheckRaw(label, tensor, raw, bytes);
            return;
        }

        var field = ElementSizes.FieldOf(tensor.Type);
        var expected = ElementSizes.EntriesOf(tensor.Type, elements);
        var got = tensor.Counts?.GetValueOrDefault(field) ?? 0;
        if (got != expected || tensor.Counts?.Keys.Any(other => other != field) == true)
        {
            var all = tensor.Counts is { Count: > 0 } counts
                ? string.Join(" and ", counts.Select(count => $"{count.Value} in {ElementSizes.NameOfField(count.Key)}"))
                : "no data";
            problems.Add(
                $"{label} of type {tensor.Type} and dimensions [{string.Join(", ", tensor.Dims)}] has {all}, " +
                $"expected {expected} in {ElementSizes.NameOfField(field)}.");
        }
    }

    private void CheckOutside(string label, ScannedTensor tensor, long bytes)
    {
        if (!tensor.IsExternal)
        {
            problems.Add($"{label} says where its data is outside the file, but not that it is there (data_location).");
        }
        else if (tensor.RawBytes is not null || tensor.Counts is not null)
        {
            problems.Add($"{label} is kept outside the file and in it.");
        }
        else if (tensor.Type == DataType.String)
        {
            problems.Add($"{label} is text kept outside the file, which ONNX does not have.");
        }
        else
        {
            external.Check(tensor, bytes);
        }
    }

    private void CheckRaw(string label, ScannedTensor tensor, long raw, long bytes)
    {
        if (tensor.Type == DataType.String)
        {
            problems.Add($"{label} is text in raw_data, expected string_data.");
        }
        else if (raw != bytes)
        {
            problems.Add(
                $"{label} of type {tensor.Type} and dimensions [{string.Join(", ", tensor.Dims)}] has {raw} bytes of raw_data, " +
                $"expected {bytes}.");
        }
        else if (tensor.Counts is { Count: > 0 })
        {
            problems.Add(
                $"{label} has its data twice, in raw_data and in {ElementSizes.NameOfField(tensor.Counts.First().Key)}.");
        }
    }

    private void CheckSparse(ScannedSparseTensor sparse)
    {
        if (sparse.Values is not { } values || sparse.Indices is not { } indices)
        {
            problems.Add("A sparse tensor has no values or no indices.");
            return;
        }

        var label = $"Sparse tensor '{ProblemList.Shown(values.Name)}'";
        if (Check(values) is not { } count || Check(indices) is null)
        {
            return;
        }

        if (TensorSizes.FindElements(sparse.Dims) is not { } dense
            || (Int128)dense * (ElementSizes.FindBits(values.Type) ?? 8) / 8 > limits.MaxComputedTensorBytes)
        {
            problems.Add(
                $"{label} of dimensions [{string.Join(", ", sparse.Dims)}] has more than {limits.MaxComputedTensorBytes} bytes " +
                "when it is written out.");
            return;
        }

        CheckIndices(label, sparse, indices, count, dense);
    }

    private void CheckIndices(string label, ScannedSparseTensor sparse, ScannedTensor indices, long count, long dense)
    {
        var rank = sparse.Dims.Count;
        var isFlat = indices.Dims.Count == 1 && indices.Dims[0] == count;
        var isDeep = indices.Dims.Count == 2 && indices.Dims[0] == count && indices.Dims[1] == rank;
        if (indices.Type != DataType.Int64 || (!isFlat && !isDeep))
        {
            problems.Add(
                $"{label} has indices of type {indices.Type} and dimensions [{string.Join(", ", indices.Dims)}], expected " +
                $"Int64 and [{count}] or [{count}, {rank}].");
            return;
        }

        var known = TensorSizes.FindNumbers(indices) ?? [];
        for (var i = 0; i < known.Count; i++)
        {
            var size = isFlat ? dense : sparse.Dims[i % rank];
            if (known[i] < 0 || known[i] >= size)
            {
                problems.Add($"{label} has the index {known[i]}, expected 0 to {size - 1}.");
                return;
            }
        }
    }
}
