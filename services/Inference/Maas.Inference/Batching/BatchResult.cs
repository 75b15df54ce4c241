using Maas.Inference.Buffers;
using Maas.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Batching;

/// <summary>
/// Outputs of one run, in the memory that ONNX Runtime gave them, for as long as one of its jobs reads them. Counted: made with one
/// reference, which is the maker's. Thread-safe.
/// </summary>
internal sealed unsafe class BatchResult
{
    private readonly IDisposableReadOnlyCollection<OrtValue> _values;
    private readonly List<NativeBuffer> _texts = [];
    private readonly Action? _freed;
    private readonly Output[] _outputs;
    private int _references = 1;

    /// <summary>Takes over what a run gave.</summary>
    /// <param name="infos">What each value is called.</param>
    /// <param name="values">Values of the run; the caller's again when this fails.</param>
    /// <param name="buffers">Where texts are written out.</param>
    /// <param name="freed">Called once the memory was freed; null when nobody minds.</param>
    public BatchResult(
        IReadOnlyList<TensorInfo> infos, IDisposableReadOnlyCollection<OrtValue> values, BufferPool buffers, Action? freed = null)
    {
        (_values, _freed) = (values, freed);
        _outputs = new Output[infos.Count];
        try
        {
            for (var i = 0; i < _outputs.Length; i++)
            {
                _outputs[i] = Read(infos[i], values[i], buffers);
            }
        }
        catch
        {
            ReturnTexts();
            throw;
        }
    }

    /// <summary>Whether each output has that many rows.</summary>
    public bool HasRows(long count)
    {
        foreach (var output in _outputs)
        {
            if (output.Shape.Length == 0 || output.Shape[0] != count)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An output as it is.</summary>
    public JobOutput Whole(int index)
    {
        ref readonly var output = ref _outputs[index];
        return new JobOutput(output.Info, output.DataType, output.Shape, output.Address, output.Length);
    }

    /// <summary>Rows of an output.</summary>
    public JobOutput Rows(int index, long first, long count)
    {
        ref readonly var output = ref _outputs[index];
        long[] shape = [.. output.Shape];
        shape[0] = count;
        var (from, to) = output.TextRows is { } starts
            ? (starts[first], starts[first + count])
            : (output.RowBytes * first, output.RowBytes * (first + count));
        return new JobOutput(output.Info, output.DataType, shape, output.Address + (nint)from, to - from);
    }

    /// <summary>One more reads it.</summary>
    public void Hold() => Interlocked.Increment(ref _references);

    /// <summary>One less reads it; the last one frees the memory.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            _values.Dispose();
            ReturnTexts();
            _freed?.Invoke();
        }
    }

    private void ReturnTexts()
    {
        foreach (var text in _texts)
        {
            text.Return();
        }
    }

    private Output Read(TensorInfo info, OrtValue value, BufferPool buffers)
    {
        var tensor = value.GetTensorTypeAndShape();
        if (!TensorDataTypes.TryFrom(tensor.ElementDataType, out var type))
        {
            throw new InvalidOperationException($"Output '{info.Name}' has the element type {tensor.ElementDataType}.");
        }

        if (type == TensorDataType.Bytes)
        {
            return Texts(info, value, tensor, buffers);
        }

        var length = tensor.ElementCount * type.ElementSize;
        var rowBytes = tensor.Shape.Length > 0 && tensor.Shape[0] > 0 ? length / tensor.Shape[0] : 0;
        fixed (byte* start = tensor.ElementCount == 0 ? default : value.GetTensorMutableRawData())
        {
            // The memory is ONNX Runtime's own, so it stays where it is.
            return new Output(info, type, tensor.Shape, (nint)start, length, rowBytes, null);
        }
    }

    private Output Texts(TensorInfo info, OrtValue value, OrtTensorTypeAndShapeInfo tensor, BufferPool buffers)
    {
        var rowCount = tensor.Shape.Length > 0 ? tensor.Shape[0] : 1;
        var starts = new long[rowCount + 1];
        var perRow = rowCount == 0 ? 0 : tensor.ElementCount / rowCount;
        long length = 0;
        for (var i = 0; i < tensor.ElementCount; i++)
        {
            length += BytesContent.LengthOf(value.GetStringElementAsSpan(i));
            if ((i + 1) % perRow == 0)
            {
                starts[(i + 1) / perRow] = length;
            }
        }

        var buffer = buffers.Rent(length);
        _texts.Add(buffer);
        var rest = buffer.Span(0, checked((int)length));
        for (var i = 0; i < tensor.ElementCount; i++)
        {
            BytesContent.Write(ref rest, value.GetStringElementAsSpan(i));
        }

        return new Output(info, TensorDataType.Bytes, tensor.Shape, (nint)buffer.Start, length, 0, starts);
    }

    /// <param name="Info">Which output of the graph.</param>
    /// <param name="DataType">Type of its elements.</param>
    /// <param name="Shape">Size of each dimension.</param>
    /// <param name="Address">First byte.</param>
    /// <param name="Length">Bytes.</param>
    /// <param name="RowBytes">Bytes of one row; 0 for texts.</param>
    /// <param name="TextRows">Where each row begins, and the end; null unless texts.</param>
    private readonly record struct Output(
        TensorInfo Info, TensorDataType DataType, long[] Shape, nint Address, long Length, long RowBytes, long[]? TextRows);
}
