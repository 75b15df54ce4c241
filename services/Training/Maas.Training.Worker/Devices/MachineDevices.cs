using System.Reflection;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Devices;

/// <summary>What this machine and this build can learn on. Thread-safe.</summary>
internal static class MachineDevices
{
    /// <summary>Always there.</summary>
    public const string Cpu = "cpu";

    private static readonly bool IsForCuda = typeof(MachineDevices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(metadata => metadata is { Key: "TorchFlavor", Value: "Cuda" });

    /// <summary>The CPU, then GPUs, as <c>CUDA_VISIBLE_DEVICES</c> lets them be seen: <c>cuda:0</c>, <c>cuda:1</c> and so on.</summary>
    public static IReadOnlyList<string> All { get; } = [Cpu, .. Gpus()];

    /// <summary>Why there is no GPU, when there is none.</summary>
    public static string WhyNoGpu => IsForCuda
        ? "CUDA finds no GPU on this machine that it can use."
        : "This worker is built for CPUs; -p:TorchFlavor=Cuda builds one for GPUs.";

    // Of a build for CPUs, torch is not asked: that takes longer than all else that such a worker does at its start.
    private static IEnumerable<string> Gpus() => IsForCuda && cuda.is_available()
        ? Enumerable.Range(0, cuda.device_count()).Select(number => $"cuda:{number}")
        : [];
}
