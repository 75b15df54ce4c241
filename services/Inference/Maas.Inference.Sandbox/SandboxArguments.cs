using System.Globalization;

namespace Maas.Inference.Sandbox;

/// <summary>What the launcher asks for.</summary>
/// <param name="ModelFolder">Holds <c>model.onnx</c> and what it reads.</param>
/// <param name="WallTime">From now to the end.</param>
/// <param name="CpuSeconds">Processor time.</param>
/// <param name="MemoryBytes">Memory.</param>
internal sealed record SandboxArguments(string ModelFolder, TimeSpan WallTime, ulong CpuSeconds, ulong MemoryBytes)
{
    /// <summary>Null when they are not as the usage says.</summary>
    public static SandboxArguments? TryParse(string[] args) =>
        args is ["--model-folder", { Length: > 0 } folder, "--wall-ms", var wall, "--cpu-seconds", var cpu, "--memory-bytes", var memory]
        && TryParse(wall, out var wallMs) && TryParse(cpu, out var cpuSeconds) && TryParse(memory, out var memoryBytes)
            ? new SandboxArguments(folder, TimeSpan.FromMilliseconds(wallMs), cpuSeconds, memoryBytes)
            : null;

    private static bool TryParse(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and < 1UL << 50;
}
