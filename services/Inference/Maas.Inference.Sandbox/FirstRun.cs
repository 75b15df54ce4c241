using System.Diagnostics;
using Maas.Onnx.Sandboxing;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Sandbox;

/// <summary>Loads the model and runs it once on zeros, telling how far it came.</summary>
internal sealed class FirstRun(SandboxArguments arguments, Action<SandboxReport> report) : IDisposable
{
    // The launcher kills at the limit itself; ending by oneself a little before lets one say so.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _time = new();
    private SandboxReport _report = new() { Stage = SandboxStage.Loading };

    public void Execute()
    {
        var left = arguments.WallTime - StartedFor() - Margin;
        _time.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        _report = _report with { Runtime = $"onnxruntime {OrtEnv.Instance().GetVersionString()}" };
        Tell(SandboxStage.Loading);
        try
        {
            LoadAndRun();
        }
        catch (Exception e) when (e is OnnxRuntimeException or OutOfMemoryException)
        {
            Tell(StageOf(e, SandboxStage.Rejected), e.Message);
        }
    }

    public void Dispose() => _time.Dispose();

    private void LoadAndRun()
    {
        using var settings = Settings();
        var began = Stopwatch.GetTimestamp();
        using var session = Load(settings);
        _report = _report with { LoadMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds };
        Tell(SandboxStage.Running);

        began = Stopwatch.GetTimestamp();
        var problem = Run(session);
        _report = _report with { RunMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds };
        Tell(problem is null ? SandboxStage.Done : StageOf(problem, SandboxStage.Done), problem?.Message ?? "");
    }

    private InferenceSession Load(SessionOptions settings)
    {
        using var stop = _time.Token.UnsafeRegister(
            static state => ((SessionOptions)state!).SetLoadCancellationFlag(true), settings);
        return new InferenceSession(Path.Combine(arguments.ModelFolder, "model.onnx"), settings);
    }

    /// <returns>Why it failed; null when it ran.</returns>
    private Exception? Run(InferenceSession session)
    {
        using var options = new RunOptions();
        using var stop = _time.Token.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            using var inputs = new ZeroInputs(session, (long)arguments.MemoryBytes);
            using var outputs = session.Run(options, inputs.Names, inputs.Values, session.OutputNames);
            return null;
        }
        catch (Exception e) when (e is OnnxRuntimeException or OutOfMemoryException or NotSupportedException)
        {
            return e;
        }
    }

    private SandboxStage StageOf(Exception problem, SandboxStage otherwise) =>
        _time.IsCancellationRequested ? SandboxStage.TimedOut
        : IsOutOfMemory(problem) ? SandboxStage.OutOfMemory
        : otherwise;

    private static bool IsOutOfMemory(Exception problem) =>
        problem is OutOfMemoryException
        || problem.Message.Contains("bad_alloc", StringComparison.Ordinal)
        || problem.Message.Contains("bad allocation", StringComparison.Ordinal)
        || problem.Message.Contains("Failed to allocate memory", StringComparison.OrdinalIgnoreCase)
        || problem.Message.Contains("Cannot allocate memory", StringComparison.OrdinalIgnoreCase);

    private void Tell(SandboxStage stage, string message = "")
    {
        using var self = Process.GetCurrentProcess();
        _report = _report with { Stage = stage, Message = message, PeakMemoryBytes = self.PeakWorkingSet64 };
        report(_report);
    }

    // As serving does, but on one thread: what matters here is whether it loads, not how fast it answers.
    private static SessionOptions Settings()
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }

    private static TimeSpan StartedFor()
    {
        using var self = Process.GetCurrentProcess();
        return TimeProvider.System.GetLocalNow() - self.StartTime;
    }
}
