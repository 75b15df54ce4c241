namespace Maas.Training.Plans;

/// <summary>Where a model may be trained.</summary>
public static class DevicePolicy
{
    /// <summary>A GPU where there is one, else the CPU; why is told.</summary>
    public const string GpuPreferred = "gpu-preferred";

    /// <summary>The CPU, even where there is a GPU.</summary>
    public const string Cpu = "cpu";

    /// <summary>A GPU; without one it is not trained.</summary>
    public const string GpuRequired = "gpu-required";

    /// <summary>All of them, the usual one first.</summary>
    public static IReadOnlyList<string> All { get; } = [GpuPreferred, Cpu, GpuRequired];
}
