using System.Globalization;

namespace Maas.Processes;

/// <summary>Memory that this process and its children share. Thread-safe.</summary>
public static class MachineMemory
{
    // Version 2 of control groups, and version 1. A process sees those of its container at the root.
    private static readonly string[] LimitFiles =
        ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

    /// <summary>Bytes of the machine, or of the control group (container) when it has fewer.</summary>
    public static long TotalBytes { get; } = Math.Min(MachineBytes(), LimitFiles.Min(ReadLimit));

    // What the collector takes for all may be less: in containers it keeps to three quarters.
    private static long MachineBytes()
    {
        const string unit = " kB";
        var line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith("MemTotal:", StringComparison.Ordinal))
            : null;
        return line is not null
            ? 1024 * long.Parse(line["MemTotal:".Length..].Replace(unit, "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    // The file of a group without a limit says "max", or a number beyond any machine.
    private static long ReadLimit(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var bytes) ? bytes : long.MaxValue;
}
