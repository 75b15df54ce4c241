using System.Runtime.InteropServices;

namespace Maas.Inference.Loading;

/// <summary>The GPUs that CUDA shows to this process, all of them unless <c>CUDA_VISIBLE_DEVICES</c> says otherwise.</summary>
internal static unsafe class CudaDevices
{
    /// <summary>How many there are; 0 without a driver.</summary>
    public static int Count { get; } = Read();

    /// <remarks>Source: CUDA Driver API, <c>cuInit</c>, <c>cuDeviceGetCount</c>; both return 0 when they succeed.</remarks>
    private static int Read()
    {
        var name = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(name, out var driver)
            || !NativeLibrary.TryGetExport(driver, "cuInit", out var initialize)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out var getCount))
        {
            return 0;
        }

        var count = 0;
        return ((delegate* unmanaged<uint, int>)initialize)(0) == 0 && ((delegate* unmanaged<int*, int>)getCount)(&count) == 0 ? count : 0;
    }
}
