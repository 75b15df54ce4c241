namespace Maas.Inference.Loading;

/// <summary>Where a version may run. The numbers stand in files: never change one.</summary>
internal enum DevicePolicy
{
    /// <summary>CPU, even when a GPU is there.</summary>
    Cpu = 1,

    /// <summary>GPU when there is one, else CPU; why is told.</summary>
    GpuPreferred = 2,

    /// <summary>GPU; without one the version does not load.</summary>
    GpuRequired = 3,
}
