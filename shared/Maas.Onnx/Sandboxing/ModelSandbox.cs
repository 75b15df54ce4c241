using System.ComponentModel;
using Maas.Onnx.Layout;

namespace Maas.Onnx.Sandboxing;

/// <summary>
/// Loads a model for the first time, and runs it once on zeros, in a process of its own with limits on time and memory.
/// No child outlives the call, nor this process. Thread-safe; one per application.
/// </summary>
public sealed class ModelSandbox : IDisposable
{
    private readonly SandboxOptions _options;
    private readonly TimeProvider _clock;
    private readonly SandboxCommand _command;
    private readonly SemaphoreSlim _places;
    private readonly string _root;

    /// <summary>Also removes what an earlier process may have left in <see cref="SandboxOptions.Folder"/>.</summary>
    public ModelSandbox(SandboxOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _command = new SandboxCommand(options);
        _places = new SemaphoreSlim(options.MaxConcurrentChecks);
        _root = Path.GetFullPath(options.Folder.Length > 0
            ? options.Folder
            : Path.Combine(Path.GetTempPath(), $"maas-sandbox-{Environment.UserName}"));
        ModelFolder.Sweep(_root);
    }

    /// <summary>Tries a model. Waits its turn first, which does not count as its time.</summary>
    /// <param name="files">The model at <c>model.onnx</c>, and all files that it reads. They must not change meanwhile.</param>
    /// <param name="cancellationToken">Kills the process.</param>
    /// <exception cref="ArgumentException">A path is not plain.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left behind.</exception>
    public async Task<SandboxVerdict> CheckAsync(IReadOnlyList<LinkedFile> files, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            // A thread of its own: see SandboxProcess.
            return await Task.Factory.StartNew(
                () => Check(files, cancellationToken),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Call it when no check is under way.</summary>
    public void Dispose() => _places.Dispose();

    private SandboxVerdict Check(IReadOnlyList<LinkedFile> files, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = ModelFolder.Create(_root, files);
            var end = new SandboxProcess(_options, _clock).Run(_command.StartInfo(folder.Path), cancellationToken);
            return new VerdictMaker(_options, folder.Path).Make(end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return new SandboxVerdict
            {
                Outcome = SandboxOutcome.Unavailable,
                Reason = "The sandbox that loads a model for the first time cannot be started. Ask the operator.",
                Detail = e.Message,
            };
        }
    }
}
