using Maas.Errors;

namespace Maas.Imaging;

/// <summary>Says how much memory images may take while they are read. Thread-safe.</summary>
public interface IPixelBudget
{
    /// <summary>Most pixels of an image.</summary>
    long MaxPixels { get; }

    /// <summary>Takes room for an image; give it back with <see cref="GiveBack"/>.</summary>
    /// <exception cref="MaasException">There is none just now.</exception>
    void Take(long bytes);

    /// <summary>Gives back what was taken.</summary>
    void GiveBack(long bytes);
}
