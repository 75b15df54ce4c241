using System.Text.RegularExpressions;

namespace Maas.Onnx.Sandboxing;

/// <summary>Makes what is known of a process's end into a verdict that a caller may read.</summary>
internal sealed partial class VerdictMaker(SandboxOptions options, string modelFolder)
{
    private const int MaxMessageLength = 1000;
    private const int SignalBase = 128;
    private const int Sigabrt = 6;
    private const int Sigkill = 9;
    private const int Sigxcpu = 24;

    public SandboxVerdict Make(SandboxEnd end)
    {
        var last = end.Reports.Count > 0 ? end.Reports[^1] : null;
        var outcome = end.Killed ?? Judge(end, last);
        return new SandboxVerdict
        {
            Outcome = outcome,
            Reason = Tell(outcome, end, last),
            Detail = end.Errors,
            LoadDuration = ToTime(end.Reports.LastOrDefault(report => report.LoadMs is not null)?.LoadMs),
            RunDuration = ToTime(end.Reports.LastOrDefault(report => report.RunMs is not null)?.RunMs),
            PeakMemoryBytes = Math.Max(end.PeakMemoryBytes, last?.PeakMemoryBytes ?? 0),
            Runtime = Clean(last?.Runtime ?? ""),
        };
    }

    private SandboxOutcome Judge(SandboxEnd end, SandboxReport? last) => (last?.Stage, end.ExitCode) switch
    {
        (SandboxStage.Done, 0) => SandboxOutcome.Admitted,
        (SandboxStage.Rejected, 0) => SandboxOutcome.Rejected,
        (SandboxStage.TimedOut, 0) => SandboxOutcome.TimedOut,
        (SandboxStage.OutOfMemory, 0) => SandboxOutcome.OutOfMemory,
        // It could not even begin: the program is broken, not the model.
        (null, _) => SandboxOutcome.Unavailable,
        (_, SignalBase + Sigxcpu) => SandboxOutcome.TimedOut,
        (_, SignalBase + Sigabrt or SignalBase + Sigkill) when IsOutOfMemory(end) => SandboxOutcome.OutOfMemory,
        _ => SandboxOutcome.Crashed,
    };

    // Who may not have more memory seldom dies of it in an orderly way.
    private bool IsOutOfMemory(SandboxEnd end) =>
        end.PeakMemoryBytes > options.MemoryBytes / 2
        || end.Errors.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || end.Errors.Contains("bad_alloc", StringComparison.Ordinal);

    private string Tell(SandboxOutcome outcome, SandboxEnd end, SandboxReport? last)
    {
        var stage = end.Reports.Any(report => report.Stage == SandboxStage.Running) ? "run" : "loaded";
        return outcome switch
        {
            SandboxOutcome.Admitted when last!.Message.Length == 0 => "",
            SandboxOutcome.Admitted => $"The first run, on zeros, failed: {Clean(last!.Message)}",
            SandboxOutcome.Rejected => $"ONNX Runtime refuses the model: {Clean(last!.Message)}",
            SandboxOutcome.TimedOut =>
                $"The model was not {stage} within the {options.WallTime.TotalSeconds:0.#} s allowed. " +
                "Look for loops and functions that grow without bound.",
            SandboxOutcome.OutOfMemory =>
                $"The model could not be {stage} within the {options.MemoryBytes} bytes of memory allowed. " +
                "Look for tensors that grow without bound, or ask the operator for more.",
            SandboxOutcome.Unavailable => "The sandbox that loads a model for the first time did not start. Ask the operator.",
            _ => $"The model brought ONNX Runtime down while it was being {stage} (exit code {end.ExitCode}).",
        };
    }

    private string Clean(string message)
    {
        var text = message
            .Replace(modelFolder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(modelFolder, "", StringComparison.Ordinal);
        text = SourcePath().Replace(text, " ");
        text = AbsolutePath().Replace(text, "");
        text = Space().Replace(text, " ").Trim();
        return text.Length <= MaxMessageLength ? text : $"{text[..MaxMessageLength]}…";
    }

    private static TimeSpan? ToTime(double? milliseconds) =>
        milliseconds is >= 0 and < 1e9 ? TimeSpan.FromMilliseconds(milliseconds.Value) : null;

    /// <summary>Where in the runtime's own source an error was made: file, line, function.</summary>
    [GeneratedRegex(@"\s*/\S*onnxruntime\S*:\d+ (?:[\w:<>~& ]+\([^)]*\)(?: const)?)?")]
    private static partial Regex SourcePath();

    /// <summary>The folder of any other file.</summary>
    [GeneratedRegex(@"(?<![\w.])(?:/[\w.+@-]+)+/")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Space();
}
