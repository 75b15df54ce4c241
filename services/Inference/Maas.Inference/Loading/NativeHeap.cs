using System.Runtime.InteropServices;

namespace Maas.Inference.Loading;

/// <summary>
/// Lets the weights of a model that left memory go back to the system. glibc gives large blocks memory of their own, which goes when
/// they are freed; but with every such block it takes larger ones, up to 32 MiB, for small, and keeps their memory in one of its eight
/// heaps per processor. With models of 4 MB that came and went, a process held 54 MiB more after 200 of them than after 20.
/// </summary>
/// <remarks>Source: mallopt(3), M_MMAP_THRESHOLD: to set it turns its growing off.</remarks>
internal static partial class NativeHeap
{
    private const int MmapThreshold = -3;
    private const int LargeBytes = 1 << 20;

    /// <summary>Blocks of 1 MiB and more have memory of their own from now on. Does nothing where there is no such setting.</summary>
    public static void KeepLargeBlocksApart()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(MmapThreshold, LargeBytes);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
