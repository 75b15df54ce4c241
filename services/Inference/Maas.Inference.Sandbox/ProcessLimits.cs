using System.Runtime.InteropServices;

namespace Maas.Inference.Sandbox;

/// <summary>
/// What this process may do from now on, as far as Linux lets it give up rights itself. Elsewhere the launcher's own
/// watch is all there is.
/// </summary>
internal static partial class ProcessLimits
{
    // Numbers of x64 and arm64. Source: asm-generic/resource.h, linux/prctl.h.
    private const int RlimitCpu = 0;
    private const int RlimitFileSize = 1;
    private const int RlimitData = 2;
    private const int RlimitCore = 4;
    private const int RlimitOpenFiles = 7;
    private const int SetParentDeathSignal = 1;
    private const int SetNoNewPrivileges = 38;
    private const int Sigkill = 9;
    private const ulong MaxOpenFiles = 256;

    /// <summary>Sets all limits, or ends in an error.</summary>
    /// <exception cref="InvalidOperationException">The system refuses one.</exception>
    public static void Set(SandboxArguments arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Control(SetParentDeathSignal, Sigkill);
        Control(SetNoNewPrivileges, 1);
        Limit(RlimitCore, 0, 0);
        Limit(RlimitFileSize, 0, 0);
        Limit(RlimitOpenFiles, MaxOpenFiles, MaxOpenFiles);

        // The second limit kills for sure, should something catch the signal of the first.
        Limit(RlimitCpu, arguments.CpuSeconds, arguments.CpuSeconds + 1);

        // Private memory that can be written. Reserved addresses, of which .NET takes many, do not count.
        Limit(RlimitData, arguments.MemoryBytes, arguments.MemoryBytes);
        SystemCallFilter.TrySet();
    }

    private static void Limit(int resource, ulong soft, ulong hard)
    {
        var limit = new ResourceLimit { Soft = soft, Hard = hard };
        if (SetLimit(resource, in limit) != 0)
        {
            throw new InvalidOperationException(
                $"Limit {resource} cannot be set to {soft}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static void Control(int option, ulong value)
    {
        if (SetControl(option, value, 0, 0, 0) != 0)
        {
            throw new InvalidOperationException(
                $"Process control {option} cannot be set: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int SetControl(int option, ulong second, ulong third, ulong fourth, ulong fifth);
}
