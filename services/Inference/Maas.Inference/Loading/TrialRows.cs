using System.Buffers;
using System.Runtime.InteropServices;
using Maas.Inference.Models;

namespace Maas.Inference.Loading;

/// <summary>Rows that differ from each other, to try a version with: those of its golden examples, or else made up. Immutable.</summary>
internal sealed class TrialRows
{
    // Enough for one row to be seen in the answer to another.
    private const int MadeUpRows = 4;

    // A row of more would make the trial long, and a batch of them would not pay.
    private const long MaxRowBytes = 16L << 20;

    private readonly IReadOnlyList<Tensor> _tensors;

    private TrialRows(IReadOnlyList<Tensor> tensors) => _tensors = tensors;

    /// <summary>How many there are.</summary>
    public int Count => (int)_tensors[0].Shape[0];

    /// <summary>Bytes of one row, all inputs together, in the mean.</summary>
    public long RowBytes => _tensors.Sum(tensor => (long)tensor.Content.Length) / Count;

    /// <summary>Rows of a golden example when it has several of them, else made up; null when a row would be too large.</summary>
    public static TrialRows? Of(ServedModel model, IReadOnlyList<GoldenExample> examples)
    {
        foreach (var example in examples)
        {
            Tensor[] inputs = [.. model.Inputs.Select(info => example.Inputs.FirstOrDefault(input => input.Name == info.Name)).OfType<Tensor>()];
            if (inputs.Length == model.Inputs.Count
                && Array.TrueForAll(inputs, input => input.Shape.Length > 0 && input.Shape[0] == inputs[0].Shape[0] && input.Shape[0] > 1))
            {
                return new TrialRows([.. inputs.Select(input => Take(input, 0, (int)Math.Min(MadeUpRows, input.Shape[0])))]);
            }
        }

        return MakeUp(model);
    }

    /// <summary>Rows in the order of their numbers, again and again until there are enough.</summary>
    public IReadOnlyList<Tensor> Take(int first, int count) => [.. _tensors.Select(tensor => Take(tensor, first, count))];

    /// <summary>Rows of one tensor.</summary>
    public static Tensor Take(Tensor tensor, int first, int count)
    {
        var rows = Split(tensor);
        var content = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            content.Write(rows[(first + i) % rows.Count].Span);
        }

        long[] shape = [.. tensor.Shape];
        shape[0] = count;
        return tensor with { Shape = shape, Content = content.WrittenMemory };
    }

    private static TrialRows? MakeUp(ServedModel model)
    {
        var random = new Random(11);
        var tensors = new List<Tensor>();
        foreach (var info in model.Inputs)
        {
            long[] shape = [.. info.Shape.Select(size => size < 0 ? 1 : size)];
            shape[0] = MadeUpRows;
            var count = shape.Aggregate(1.0, (product, size) => product * size);
            if (count * Math.Max(1, info.DataType.ElementSize) > MaxRowBytes * MadeUpRows)
            {
                return null;
            }

            tensors.Add(new Tensor(info.Name, info.DataType, shape, Content(info.DataType, (int)count, random)));
        }

        return new TrialRows(tensors);
    }

    // Numbers in [0, 1), of integers 0 or 1: whatever they stand for, small ones exist.
    private static byte[] Content(TensorDataType type, int count, Random random) => type switch
    {
        TensorDataType.Fp32 => Values(count, () => random.NextSingle()),
        TensorDataType.Fp64 => Values(count, random.NextDouble),
        TensorDataType.Fp16 => Values(count, () => (Half)random.NextSingle()),
        TensorDataType.Bf16 => Values(count, () => (ushort)(BitConverter.SingleToUInt32Bits(random.NextSingle()) >> 16)),
        TensorDataType.Int64 or TensorDataType.UInt64 => Values(count, () => random.NextInt64(2)),
        TensorDataType.Int32 or TensorDataType.UInt32 => Values(count, () => random.Next(2)),
        TensorDataType.Int16 or TensorDataType.UInt16 => Values(count, () => (short)random.Next(2)),
        TensorDataType.Bytes => Texts(count, random),
        _ => Values(count, () => (byte)random.Next(2)),
    };

    private static byte[] Values<T>(int count, Func<T> next)
        where T : unmanaged
    {
        var values = new T[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = next();
        }

        return MemoryMarshal.AsBytes<T>(values).ToArray();
    }

    private static byte[] Texts(int count, Random random)
    {
        var content = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            BytesContent.Write(content, [(byte)('0' + random.Next(2))]);
        }

        return content.WrittenSpan.ToArray();
    }

    private static List<ReadOnlyMemory<byte>> Split(Tensor tensor)
    {
        var rows = new List<ReadOnlyMemory<byte>>();
        var (count, start) = ((int)tensor.Shape[0], 0);
        var perRow = tensor.ElementCount / count;
        var rest = tensor.Content.Span;
        for (var row = 0; row < count; row++)
        {
            if (tensor.DataType == TensorDataType.Bytes)
            {
                for (var i = 0; i < perRow; i++)
                {
                    BytesContent.TryReadNext(ref rest, out _);
                }
            }
            else
            {
                rest = rest[(tensor.Content.Length / count)..];
            }

            var end = tensor.Content.Length - rest.Length;
            rows.Add(tensor.Content[start..end]);
            start = end;
        }

        return rows;
    }
}
