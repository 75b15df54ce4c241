using Maas.Inference.Batching;
using Maas.Inference.Models;

namespace Maas.Inference.Api.Wire;

/// <summary>
/// Puts the tensors of a plain request into a job where they lie, when all of them are as the model wants them. Says nothing of what is
/// wrong: for that there is <see cref="Protocol.TensorRequest"/>.
/// </summary>
internal static unsafe class InferRequestFill
{
    private const int MaxInputs = 64;

    /// <param name="job">Its model is known.</param>
    /// <param name="fields">Of a plain request.</param>
    /// <param name="start">First byte of the request; it stays there as long as the job.</param>
    /// <returns>False when anything is not as it should be.</returns>
    public static bool TryFill(InferJob job, InferRequestFields fields, byte* start)
    {
        var model = job.Model;
        var count = fields.Inputs.Count;
        if (count != model.Inputs.Count || count != fields.RawContents.Count || count > MaxInputs)
        {
            return false;
        }

        var wire = WireModel.Of(model);
        ulong seen = 0;
        for (var i = 0; i < count; i++)
        {
            var input = fields.Inputs[i];
            var index = wire.InputIndex(Bytes(start, input.Name), guess: i);
            if (index < 0 || (seen & (1UL << index)) != 0 || !Bytes(start, input.DataType).SequenceEqual(wire.InputType(index)))
            {
                return false;
            }

            seen |= 1UL << index;
            if (!TrySet(job, index, Sizes(fields, input), start, fields.RawContents[i]))
            {
                return false;
            }
        }

        foreach (var (input, dimension, otherInput, otherDimension) in wire.SharedSizes)
        {
            if (job.Inputs[input].Shape[dimension] != job.Inputs[otherInput].Shape[otherDimension])
            {
                return false;
            }
        }

        if (!TryFindOutputs(wire, model, fields, start, out var outputs))
        {
            return false;
        }

        job.Seal(outputs);
        return true;
    }

    private static long[] Sizes(InferRequestFields fields, WireInput input)
    {
        var sizes = new long[input.Rank];
        fields.Sizes.CopyTo(input.FirstSize, sizes, 0, input.Rank);
        return sizes;
    }

    private static bool TrySet(InferJob job, int index, long[] shape, byte* start, WireRange range)
    {
        var info = job.Model.Inputs[index];
        if (!Fits(info, shape, out var elementCount))
        {
            return false;
        }

        var content = Bytes(start, range);
        if (info.DataType == TensorDataType.Bytes)
        {
            if (!BytesContent.TryCount(content, out var texts) || texts != elementCount)
            {
                return false;
            }
        }
        else if (elementCount != range.Length / info.DataType.ElementSize || range.Length % info.DataType.ElementSize != 0)
        {
            return false;
        }

        if (info.DataType == TensorDataType.Bool && content.IndexOfAnyExceptInRange((byte)0, (byte)1) >= 0)
        {
            return false;
        }

        var address = start + range.Start;
        if (info.DataType != TensorDataType.Bytes && (nuint)address % (nuint)info.DataType.ElementSize != 0)
        {
            job.CopyInput(index, shape, content);
        }
        else
        {
            job.SetInput(index, shape, (nint)address, range.Length);
        }

        return true;
    }

    /// <summary>A graph that tells no rank is left to the exact check.</summary>
    private static bool Fits(TensorInfo info, long[] shape, out long elementCount)
    {
        elementCount = 1;
        if (info.Shape.Length == 0 || info.Shape.Length != shape.Length)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            // No content can have more elements than fit into an int.
            if (shape[i] < 0 || shape[i] > int.MaxValue || (info.Shape[i] >= 0 && info.Shape[i] != shape[i]))
            {
                return false;
            }

            elementCount *= shape[i];
            if (elementCount > int.MaxValue)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFindOutputs(WireModel wire, ServedModel model, InferRequestFields fields, byte* start, out int[]? outputs)
    {
        outputs = null;
        if (fields.OutputNames.Count == 0)
        {
            return true;
        }

        var isAll = fields.OutputNames.Count == model.Outputs.Count;
        var indexes = new int[fields.OutputNames.Count];
        for (var i = 0; i < indexes.Length; i++)
        {
            indexes[i] = wire.OutputIndex(Bytes(start, fields.OutputNames[i]), guess: i);
            if (indexes[i] < 0 || Array.IndexOf(indexes, indexes[i], 0, i) >= 0)
            {
                return false;
            }

            isAll &= indexes[i] == i;
        }

        outputs = isAll ? null : indexes;
        return true;
    }

    private static ReadOnlySpan<byte> Bytes(byte* start, WireRange range) => new(start + range.Start, range.Length);
}
