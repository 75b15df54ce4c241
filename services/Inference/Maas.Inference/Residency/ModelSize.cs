using Maas.Inference.Loading;

namespace Maas.Inference.Residency;

/// <summary>What versions take in memory.</summary>
internal static class ModelSize
{
    // What a session takes beside its weights, at least: its graph, its threads' buffers, its allocator.
    private const long Overhead = 256 << 10;

    // Weights may be held twice (packed for the kernels) and activations beside them; more is noise of others who load at the same time.
    private const int MostTimesTheFiles = 3;
    private const long MostOverhead = 2 << 20;

    /// <summary>What is known before a version is loaded: its files, and what a session takes beside.</summary>
    public static long OfFiles(LoadRequest request)
    {
        var files = request.AllowsExternalData
            ? new FileInfo(request.Path).Directory!.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : new FileInfo(request.Path).Length;
        return files + Overhead;
    }

    /// <summary>What is known after it: the growth of the process, within what the files make believable.</summary>
    /// <param name="growth">Bytes that the process has more than before.</param>
    /// <param name="ofFiles">As <see cref="OfFiles"/> said.</param>
    public static long Measured(long growth, long ofFiles) =>
        Math.Clamp(growth, ofFiles, (MostTimesTheFiles * ofFiles) + MostOverhead);
}
