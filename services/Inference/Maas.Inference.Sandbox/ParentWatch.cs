using System.Diagnostics;

namespace Maas.Inference.Sandbox;

/// <summary>
/// Kills the process when its standard input is closed: whoever started it is gone, or wants it gone. Works at any
/// moment, also in the middle of a native call, and on every operating system.
/// </summary>
internal static class ParentWatch
{
    private const int StackBytes = 64 * 1024;

    /// <summary>Begins to watch, on a thread of its own that keeps nothing alive.</summary>
    public static void Begin() =>
        new Thread(WaitForEnd, StackBytes) { IsBackground = true, Name = "parent watch" }.Start();

    private static void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        var ignored = new byte[64];
        while (input.Read(ignored) > 0)
        {
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
