using System.Globalization;

namespace Maas.Inference.Residency;

/// <summary>How much memory this process holds.</summary>
internal static class MemoryReading
{
    /// <summary>Bytes of memory that belong to this process alone, or its working set where the system does not tell that.</summary>
    /// <remarks>Source: Linux, <c>proc_pid_statm(5)</c>: pages that are resident, and those of them that are shared with files.</remarks>
    public static long PrivateBytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }

        var fields = File.ReadAllText("/proc/self/statm").Split(' ');
        return (Number(fields[1]) - Number(fields[2])) * Environment.SystemPageSize;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
