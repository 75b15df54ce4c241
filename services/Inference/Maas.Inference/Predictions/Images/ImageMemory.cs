using Maas.Errors;
using Maas.Imaging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Predictions.Images;

/// <summary>
/// Bounds what the images of all requests take while they are read. Each request reads one at a time on the thread that it came on, so who
/// finds no room is refused: to wait would keep the thread. Thread-safe.
/// </summary>
internal sealed class ImageMemory(IOptions<ImageOptions> options) : IPixelBudget
{
    private long _usedBytes;

    /// <summary>What one image may cost.</summary>
    public ImageOptions Options => options.Value;

    /// <inheritdoc/>
    public long MaxPixels => options.Value.MaxPixels;

    /// <summary>Most bytes at once.</summary>
    public long MaxBytes { get; } = options.Value.MaxDecodedBytes > 0
        ? options.Value.MaxDecodedBytes
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;

    /// <summary>Bytes of the images that are read now.</summary>
    public long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <summary>Takes room for an image; give it back with <see cref="GiveBack"/>.</summary>
    /// <exception cref="MaasException"><c>LIMIT_REACHED</c>: others take too much just now.</exception>
    public void Take(long bytes)
    {
        var used = Volatile.Read(ref _usedBytes);
        while (true)
        {
            if (used > 0 && used + bytes > MaxBytes)
            {
                throw InferenceErrors.ImageMemoryFull(MaxBytes);
            }

            var seen = Interlocked.CompareExchange(ref _usedBytes, used + bytes, used);
            if (seen == used)
            {
                return;
            }

            used = seen;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _usedBytes, -bytes);
}
