using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Maas.Inference.Loading;

/// <summary>Which devices have failed for good in this process. Thread-safe.</summary>
/// <param name="computes">Tries whether a device still computes. A failure only makes it suspect, for models and callers can put words into it.</param>
/// <remarks>
/// After some errors, a kernel that read where it must not, say, CUDA gives the same error to whatever the process does on that device from
/// then on; only a new process can use it again.
/// </remarks>
internal sealed partial class DeviceHealth(Func<string, bool> computes)
{
    // Source: CUDA Runtime API, cudaError_t: those of which it says that the process must be terminated and relaunched to continue to use
    // CUDA, or that the device or context cannot be used any more.
    private static readonly HashSet<int> Fatal = [214, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 721];

    private readonly ConcurrentDictionary<string, string> _problems = [];

    /// <summary>Told when a device has failed, on the thread that found out.</summary>
    public event Action? Changed;

    /// <summary>Looks whether a failure means that its device is lost.</summary>
    /// <param name="device">Where it happened, e.g. <c>cuda:0</c>.</param>
    /// <param name="message">What ONNX Runtime said: <c>CUDA failure 700: …</c>.</param>
    /// <returns>As <see cref="ProblemOf"/>.</returns>
    public string Report(string device, string message)
    {
        if (device.StartsWith("cuda", StringComparison.Ordinal)
            && CudaFailure.Match(message) is { Success: true } match
            && int.TryParse(match.Groups["code"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && Fatal.Contains(code)
            && ProblemOf(device).Length == 0
            && !computes(device))
        {
            Lose(device, match.Value.Trim());
        }

        return ProblemOf(device);
    }

    /// <summary>Marks a device as lost.</summary>
    /// <param name="device">Which.</param>
    /// <param name="cause">The failure that showed it, without a full stop.</param>
    public void Lose(string device, string cause)
    {
        if (_problems.TryAdd(device, $"{device} was lost: {cause}. Restart this server to use it again."))
        {
            Changed?.Invoke();
        }
    }

    /// <summary>What CUDA said, when it did, without what ONNX Runtime says of its own source.</summary>
    public static string Shorten(string message) => CudaFailure.Match(message) is { Success: true } match ? $"{match.Value.Trim()}." : message;

    /// <summary>Why a device cannot be used in this process any more; empty when it can.</summary>
    public string ProblemOf(string device) => _problems.GetValueOrDefault(device, "");

    [GeneratedRegex(@"CUDA failure (?<code>\d+): (?<text>[^;]*)", RegexOptions.CultureInvariant)]
    private static partial Regex CudaFailure { get; }
}
