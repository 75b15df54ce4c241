using System.Text.RegularExpressions;

namespace Maas.Processes;

/// <summary>What the program that trains one model can train on, as it tells itself. Thread-safe.</summary>
public static partial class TrainingDevices
{
    /// <summary>Has the program tell its devices, one a line, and end.</summary>
    public const string Option = "--devices";

    /// <summary>Most devices of one program.</summary>
    public const int MostDevices = 65;

    // Every program has it.
    private const string Cpu = "cpu";

    // What the name of every GPU begins with.
    private const string Gpu = "cuda:";

    // A driver may take many seconds to start.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(1);

    /// <summary>Whether this can be the name of a device: <c>cpu</c>, or that of a GPU, <c>cuda:0</c> to <c>cuda:999</c>.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Whether a device is a GPU.</summary>
    /// <param name="device">A name, see <see cref="IsName"/>.</param>
    public static bool IsGpu(string device) => device.StartsWith(Gpu, StringComparison.Ordinal);

    /// <summary>Whether there is a GPU among devices.</summary>
    public static bool HasGpu(IEnumerable<string> devices) => devices.Any(IsGpu);

    /// <summary>Asks the program; one that cannot be started or gives no answer has the CPU alone.</summary>
    /// <param name="configuredPath">A <c>.dll</c> or an executable; empty to look beside the application.</param>
    /// <param name="setting">What sets <paramref name="configuredPath"/>, for errors.</param>
    /// <param name="clock">Ends a wait that is too long.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public static async Task<IReadOnlyList<string>> AskAsync(
        string configuredPath, string setting, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestAnswer, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var devices = new List<string>();
        try
        {
            var end = await new ChildProcess(clock).RunAsync(
                TrainingProgram.DevicesInfo(configuredPath, setting), line => Keep(line, devices), long.MaxValue, either.Token);
            return end.ExitCode == 0 && devices.Contains(Cpu) ? devices : [Cpu];
        }
        catch (IOException)
        {
            return [Cpu];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Cpu];
        }
    }

    // A driver may write lines of its own.
    private static void Keep(string line, List<string> devices)
    {
        if (IsName(line) && devices.Count < MostDevices)
        {
            devices.Add(line);
        }
    }

    [GeneratedRegex(@"\A(cpu|cuda:[0-9]{1,3})\z")]
    private static partial Regex Name();
}
