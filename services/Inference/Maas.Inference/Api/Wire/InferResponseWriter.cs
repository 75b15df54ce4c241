using System.Buffers;
using System.Numerics;
using Maas.Inference.Batching;
using Maas.Inference.Models;

namespace Maas.Inference.Api.Wire;

/// <summary>
/// Writes <c>ModelInferResponse</c>: always raw contents, one entry per output, from the memory of ONNX Runtime to that of the connection.
/// </summary>
/// <remarks>Source: Protocol Buffers, "Encoding"; the numbers of the fields are those of the Open Inference Protocol.</remarks>
internal static class InferResponseWriter
{
    private const byte ModelNameTag = (1 << 3) | WireReader.LengthDelimited;
    private const byte ModelVersionTag = (2 << 3) | WireReader.LengthDelimited;
    private const byte IdTag = (3 << 3) | WireReader.LengthDelimited;
    private const byte OutputTag = (5 << 3) | WireReader.LengthDelimited;
    private const byte RawContentTag = (6 << 3) | WireReader.LengthDelimited;
    private const byte TensorNameTag = (1 << 3) | WireReader.LengthDelimited;
    private const byte TensorTypeTag = (2 << 3) | WireReader.LengthDelimited;
    private const byte TensorShapeTag = (3 << 3) | WireReader.LengthDelimited;
    private const int MaxVarint = 10;

    /// <summary>Size of the answer of a job that has run, in bytes.</summary>
    public static long Measure(ReadOnlySpan<byte> modelName, ReadOnlySpan<byte> id, InferJob job)
    {
        long size = HeadSize(modelName, id, job);
        foreach (ref readonly var output in job.Outputs)
        {
            size += 1 + VarintSize((ulong)output.Length) + output.Length;
        }

        return size;
    }

    /// <summary>Writes the answer of a job that has run.</summary>
    public static void Write(ReadOnlySpan<byte> modelName, ReadOnlySpan<byte> id, InferJob job, IBufferWriter<byte> writer)
    {
        var head = HeadSize(modelName, id, job);
        var span = writer.GetSpan(head);
        Put(ref span, ModelNameTag, modelName);
        Put(ref span, ModelVersionTag, WireModel.Of(job.Model).Version);
        if (!id.IsEmpty)
        {
            Put(ref span, IdTag, id);
        }

        foreach (ref readonly var output in job.Outputs)
        {
            PutTensor(ref span, output);
        }

        writer.Advance(head);
        foreach (ref readonly var output in job.Outputs)
        {
            WriteContent(writer, output);
        }
    }

    /// <summary>Everything but the raw contents.</summary>
    private static int HeadSize(ReadOnlySpan<byte> modelName, ReadOnlySpan<byte> id, InferJob job)
    {
        var size = SizeOf(modelName) + SizeOf(WireModel.Of(job.Model).Version) + (id.IsEmpty ? 0 : SizeOf(id));
        foreach (ref readonly var output in job.Outputs)
        {
            var tensor = TensorSize(output);
            size += 1 + VarintSize((ulong)tensor) + tensor;
        }

        return size;
    }

    private static void WriteContent(IBufferWriter<byte> writer, in JobOutput output)
    {
        var span = writer.GetSpan(1 + MaxVarint);
        var before = span.Length;
        span[0] = RawContentTag;
        span = span[1..];
        PutVarint(ref span, (ulong)output.Length);
        writer.Advance(before - span.Length);
        writer.Write(output.Content);
    }

    private static int TensorSize(in JobOutput output) =>
        SizeOf(output.Info.Utf8Name) + SizeOf(output.DataType.Utf8OipName)
        + (output.Shape.Length == 0 ? 0 : 1 + VarintSize((ulong)ShapeSize(output.Shape)) + ShapeSize(output.Shape));

    private static void PutTensor(ref Span<byte> span, in JobOutput output)
    {
        span[0] = OutputTag;
        span = span[1..];
        PutVarint(ref span, (ulong)TensorSize(output));
        Put(ref span, TensorNameTag, output.Info.Utf8Name);
        Put(ref span, TensorTypeTag, output.DataType.Utf8OipName);
        if (output.Shape.Length > 0)
        {
            span[0] = TensorShapeTag;
            span = span[1..];
            PutVarint(ref span, (ulong)ShapeSize(output.Shape));
            foreach (var size in output.Shape)
            {
                PutVarint(ref span, (ulong)size);
            }
        }
    }

    private static int ShapeSize(long[] shape)
    {
        var size = 0;
        foreach (var dimension in shape)
        {
            size += VarintSize((ulong)dimension);
        }

        return size;
    }

    private static int SizeOf(ReadOnlySpan<byte> bytes) => 1 + VarintSize((ulong)bytes.Length) + bytes.Length;

    private static int VarintSize(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    private static void Put(ref Span<byte> span, byte tag, ReadOnlySpan<byte> bytes)
    {
        span[0] = tag;
        span = span[1..];
        PutVarint(ref span, (ulong)bytes.Length);
        bytes.CopyTo(span);
        span = span[bytes.Length..];
    }

    private static void PutVarint(ref Span<byte> span, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        span = span[at..];
    }
}
