using Maas.Inference.Buffers;
using Maas.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Batching;

/// <summary>Lets a version compute jobs: one where its tensors lie, several after their rows were put in one place. Thread-safe.</summary>
internal sealed class BatchRunner(ServedModel model, BufferPool buffers, TimeProvider clock)
{
    /// <summary>Computes jobs of one shape in one run.</summary>
    /// <param name="jobs">One or more; their times are noted.</param>
    /// <param name="rowCount">Rows of all jobs.</param>
    /// <param name="options">Stops the run.</param>
    /// <exception cref="OnnxRuntimeException">What ONNX Runtime says.</exception>
    public BatchResult Run(ReadOnlySpan<InferJob> jobs, long rowCount, RunOptions options)
    {
        var values = new OrtValue[model.Inputs.Count];
        var gathered = jobs.Length > 1 ? new NativeBuffer?[values.Length] : [];
        var isOutlier = model.RunSizes.Add(BytesOf(jobs));
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = jobs.Length == 1 ? Wrap(model.Inputs[i], jobs[0].Inputs[i]) : Gather(i, jobs, rowCount, out gathered[i]);
            }

            var wanted = jobs[0].OutputIndexes;
            return Take(RunTimed(jobs, options, values, wanted), wanted, isOutlier);
        }
        catch when (isOutlier)
        {
            ShrinkSoon();
            throw;
        }
        finally
        {
            foreach (var value in values)
            {
                value?.Dispose();
            }

            foreach (var buffer in gathered)
            {
                buffer?.Return();
            }
        }
    }

    /// <summary>Runs the model, and notes the times also when it fails.</summary>
    private IDisposableReadOnlyCollection<OrtValue> RunTimed(
        ReadOnlySpan<InferJob> jobs, RunOptions options, OrtValue[] values, IReadOnlyList<int>? wanted)
    {
        var began = clock.GetTimestamp();
        try
        {
            return model.Run(options, values, wanted);
        }
        finally
        {
            var ended = clock.GetTimestamp();
            foreach (var job in jobs)
            {
                (job.Times.Began, job.Times.Ended) = (began, ended);
            }
        }
    }

    private BatchResult Take(IDisposableReadOnlyCollection<OrtValue> outputs, IReadOnlyList<int>? wanted, bool isOutlier)
    {
        try
        {
            return new BatchResult(model.OutputsOf(wanted), outputs, buffers, isOutlier ? ShrinkSoon : null);
        }
        catch
        {
            outputs.Dispose();
            throw;
        }
    }

    // Elsewhere: whoever reads the answer last has yet to send it.
    private void ShrinkSoon() => ThreadPool.UnsafeQueueUserWorkItem(static model => model.ShrinkMemory(), model, preferLocal: false);

    private static long BytesOf(ReadOnlySpan<InferJob> jobs)
    {
        long bytes = 0;
        foreach (var job in jobs)
        {
            bytes += job.InputBytes;
        }

        return bytes;
    }

    private static OrtValue Wrap(TensorInfo info, JobInput input) => info.DataType == TensorDataType.Bytes
        ? TextTensor.Make(input.Shape, [input])
        : OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, info.DataType.Element, input.Shape, input.Address, input.Length);

    private unsafe OrtValue Gather(int index, ReadOnlySpan<InferJob> jobs, long rowCount, out NativeBuffer? buffer)
    {
        buffer = null;
        var info = model.Inputs[index];
        long[] shape = [.. jobs[0].Inputs[index].Shape];
        shape[0] = rowCount;
        if (info.DataType == TensorDataType.Bytes)
        {
            var texts = new JobInput[jobs.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = jobs[i].Inputs[index];
            }

            return TextTensor.Make(shape, texts);
        }

        long length = 0;
        foreach (var job in jobs)
        {
            length += job.Inputs[index].Length;
        }

        buffer = buffers.Rent(length);
        var to = buffer.Start;
        foreach (var job in jobs)
        {
            var input = job.Inputs[index];
            Buffer.MemoryCopy((void*)input.Address, to, input.Length, input.Length);
            to += input.Length;
        }

        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, info.DataType.Element, shape, (nint)buffer.Start, length);
    }
}
