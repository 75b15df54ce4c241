using System.IO.MemoryMappedFiles;

namespace Maas.Inference.Loading;

/// <summary>
/// Finds tensors whose values lie outside the graph's file, without building the graph: it walks the wire format along
/// the fields that can lead to a tensor. Source: onnx/onnx.proto, field numbers as in the specification.
/// </summary>
internal static class ExternalData
{
    private const int MaxDepth = 64;

    private enum Kind
    {
        Model,
        Training,
        Graph,
        Function,
        Node,
        Attribute,
        Sparse,
        Tensor,
    }

    /// <summary>Whether any tensor of the model, subgraphs and functions included, is stored outside.</summary>
    /// <param name="path">An ONNX file below 2 GiB, the limit of the format.</param>
    /// <exception cref="InvalidDataException">Not the wire format.</exception>
    public static unsafe bool IsUsedBy(string path)
    {
        var length = new FileInfo(path).Length;
        if (length is 0 or > int.MaxValue)
        {
            throw new InvalidDataException($"it has {length} bytes, expected 1 to {int.MaxValue}.");
        }

        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return IsUsed(Kind.Model, new ReadOnlySpan<byte>(start, (int)length), depth: 0);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static bool IsUsed(Kind kind, ReadOnlySpan<byte> message, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"it is nested deeper than {MaxDepth}.");
        }

        while (!message.IsEmpty)
        {
            var tag = ReadVarint(ref message);
            var field = (int)(tag >> 3);
            if ((tag & 7) == 2)
            {
                var length = ReadVarint(ref message);
                var content = Take(ref message, length);
                if (Next(kind, field) is { } next && IsUsed(next, content, depth + 1))
                {
                    return true;
                }

                continue;
            }

            // TensorProto.data_location = 14, EXTERNAL = 1.
            var value = ReadScalar(ref message, (int)(tag & 7));
            if (kind == Kind.Tensor && field == 14 && value != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a field of a message holds, when it can lead to a tensor.</summary>
    private static Kind? Next(Kind kind, int field) => (kind, field) switch
    {
        (Kind.Model, 7) => Kind.Graph,
        (Kind.Model, 20) => Kind.Training,
        (Kind.Model, 25) => Kind.Function,
        (Kind.Training, 1 or 2) => Kind.Graph,
        (Kind.Graph, 1) => Kind.Node,
        (Kind.Graph, 5) => Kind.Tensor,
        (Kind.Graph, 15) => Kind.Sparse,
        (Kind.Function, 7) => Kind.Node,
        (Kind.Function, 11) => Kind.Attribute,
        (Kind.Node, 5) => Kind.Attribute,
        (Kind.Attribute, 5 or 10) => Kind.Tensor,
        (Kind.Attribute, 6 or 11) => Kind.Graph,
        (Kind.Attribute, 22 or 23) => Kind.Sparse,
        (Kind.Sparse, 1 or 2) => Kind.Tensor,

        // TensorProto.external_data: entries without the location are not read by ONNX Runtime.
        _ => null,
    };

    private static ulong ReadScalar(ref ReadOnlySpan<byte> message, int wireType) => wireType switch
    {
        0 => ReadVarint(ref message),
        1 => Skip(ref message, 8),
        5 => Skip(ref message, 4),
        _ => throw new InvalidDataException($"it has the wire type {wireType}."),
    };

    private static ulong Skip(ref ReadOnlySpan<byte> message, ulong length)
    {
        _ = Take(ref message, length);
        return 0;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, ulong length)
    {
        if (length > (ulong)message.Length)
        {
            throw new InvalidDataException("it ends inside a field.");
        }

        var content = message[..(int)length];
        message = message[(int)length..];
        return content;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < message.Length; i++)
        {
            value |= (ulong)(message[i] & 0x7F) << (7 * i);
            if (message[i] < 0x80)
            {
                message = message[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("it ends inside a number.");
    }
}
