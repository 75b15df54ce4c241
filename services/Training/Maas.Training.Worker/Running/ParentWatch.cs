using System.Diagnostics;

namespace Maas.Training.Worker.Running;

/// <summary>
/// Kills the process when its standard input is closed: the service that started it is gone, or wants it gone.
/// That works at any moment, also in the middle of a native call, and on every operating system. Files of the job
/// folder appear whole, so nothing is left half-written.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Begins to watch, on a thread of its own that keeps nothing alive.</summary>
    public static void Begin()
    {
        var thread = new Thread(WaitForEnd) { IsBackground = true, Name = "parent watch" };
        thread.Start();
    }

    private static void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        var ignored = new byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        // Not Exit: that runs the clean-up of native libraries while the other thread still computes in them.
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
