using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>Chooses the GPU that a version is loaded on: each in turn, so that versions are spread over all there are. Thread-safe.</summary>
internal sealed class CudaProvider(CudaLibrary library, DeviceHealth health)
{
    private int _turn = -1;

    /// <summary>Appends CUDA on a GPU that is not lost.</summary>
    /// <param name="session">The options of the session.</param>
    /// <param name="preferred">The GPU to be used if it can be; empty for the one whose turn it is.</param>
    /// <param name="device">The GPU, e.g. <c>cuda:0</c>.</param>
    /// <returns>Empty when it was appended, else why not.</returns>
    public string TryAppend(SessionOptions session, string preferred, out string device)
    {
        var count = Math.Max(1, CudaDevices.Count);
        var first = Array.FindIndex([.. Enumerable.Range(0, count)], index => NameOf(index) == preferred);
        first = first >= 0 ? first : (int)((uint)Interlocked.Increment(ref _turn) % (uint)count);
        device = NameOf(first);
        for (var i = 0; i < count; i++)
        {
            var index = (first + i) % count;
            if (health.ProblemOf(NameOf(index)).Length == 0)
            {
                device = NameOf(index);
                return library.TryAppend(session, index);
            }
        }

        return health.ProblemOf(device);
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"cuda:{index}");
}
