using Maas.Onnx.Rewriting;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Variants;

/// <summary>
/// From which number to which the activations of a network go, by training rows: the range whose 256 steps lose least, so that a few numbers far off
/// do not make the steps coarse for all others.
/// </summary>
/// <remarks>Source: Choukroun et al., "Low-bit quantization of neural networks for efficient inference", 2019, section 3: least squared error.</remarks>
internal static class ActivationRanges
{
    private const int MostRows = 512;
    private const int MostNumbers = 100_000;
    private const int Steps = byte.MaxValue;

    // Shares of the whole range that are tried.
    private static readonly float[] Shares = [1, 0.95f, 0.9f, 0.85f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f, 0.3f, 0.2f, 0.1f];

    /// <summary>The range of every value that is watched.</summary>
    /// <param name="network">What is made small.</param>
    /// <param name="data">Its training rows are asked about, up to 512 of them, evenly chosen.</param>
    /// <param name="threads">Threads within an operator.</param>
    public static Dictionary<string, (float Low, float High)> Measure(StaticInt8 network, TrainingData data, int threads)
    {
        var count = Math.Min(MostRows, data.TrainRows.Length);
        var rows = data.Rows.Take([.. Enumerable.Range(0, count).Select(i => data.TrainRows[(int)((long)i * data.TrainRows.Length / count)])]);
        using var session = new ArtifactSession(network.WriteWatched(), threads);
        return network.Watched.ToDictionary(value => value, value => Of(session.RunFloats(rows, value)), StringComparer.Ordinal);
    }

    /// <summary>The range of numbers, 0 within.</summary>
    public static (float Low, float High) Of(float[] numbers)
    {
        var (low, high) = (Math.Min(0, numbers.Min()), Math.Max(0, numbers.Max()));
        var stride = Math.Max(1, numbers.Length / MostNumbers);
        var best = (Low: low, High: high);
        var least = double.PositiveInfinity;
        foreach (var share in Shares)
        {
            var loss = Loss(numbers, stride, share * low, share * high);
            if (loss < least)
            {
                (least, best) = (loss, (share * low, share * high));
            }
        }

        return best;
    }

    private static double Loss(float[] numbers, int stride, float low, float high)
    {
        var step = Math.Max((high - low) / Steps, float.Epsilon);
        double sum = 0;
        for (var i = 0; i < numbers.Length; i += stride)
        {
            var kept = Math.Clamp(MathF.Round(numbers[i] / step) * step, low, high);
            sum += ((double)numbers[i] - kept) * ((double)numbers[i] - kept);
        }

        return sum;
    }
}
