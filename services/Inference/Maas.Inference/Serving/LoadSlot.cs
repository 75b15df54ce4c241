using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Microsoft.Extensions.Logging;

namespace Maas.Inference.Serving;

/// <summary>
/// One version on its way into memory, in it, or waiting for another try. Touched by the reconciler's loop alone; the
/// load itself runs beside it and reports by a signal.
/// </summary>
internal sealed partial class LoadSlot(
    SlotKey key, VersionLoader loader, DeviceHealth devices, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stop = new();
    private Task<ServedModel>? _load;
    private int _failures;

    /// <summary>Which version, and where it may run.</summary>
    public SlotKey Key => key;

    /// <summary>Where it stands.</summary>
    public ModelState State { get; private set; } = ModelState.Loading;

    /// <summary>Since when.</summary>
    public DateTimeOffset StateTime { get; private set; } = clock.GetUtcNow();

    /// <summary>Why it failed, or why a preferred GPU is not used; empty otherwise.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The loaded model; null unless ready.</summary>
    public ServedModel? Model { get; private set; }

    /// <summary>When a failed load is tried again; null when it has not failed.</summary>
    public DateTimeOffset? RetryTime { get; private set; }

    /// <summary>Starts the load when it is due, takes over what a finished one gave, and lets go of what its device has lost.</summary>
    /// <param name="loaded">Called, from any thread, when the load ends.</param>
    public void Advance(Action loaded)
    {
        if (_load is { IsCompleted: true })
        {
            Harvest(_load);
            _load = null;
        }

        if (Model is not null && devices.ProblemOf(Model.Device) is { Length: > 0 } problem)
        {
            LogDeviceLost(log, Model.Model, Model.Version, problem);
            Model.Retire();
            Model = null;
            Become(ModelState.Failed, problem);
        }

        if (_load is null && State != ModelState.Ready && (RetryTime is null || RetryTime <= clock.GetUtcNow()))
        {
            RetryTime = null;
            _load = Task.Run(() => loader.LoadAsync(key, _stop.Token));

            // Behind the load, not inside it: who is woken must find it completed.
            _ = _load.ContinueWith(
                static (_, told) => ((Action)told!)(), loaded, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Lets it go: retires the model, or stops the load. Ends when no load of it runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Model?.Retire();
        await _stop.CancelAsync();
        if (_load is not null)
        {
            await ((Task)_load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_load.IsCompletedSuccessfully)
            {
                (await _load).Retire();
            }
        }

        _stop.Dispose();
    }

    /// <summary>How the catalog shows it.</summary>
    public CatalogVersion ToCatalogVersion() => new() { Version = key.Version.Version, State = State, Reason = Reason, Model = Model };

    private void Harvest(Task<ServedModel> load)
    {
        if (load.IsCompletedSuccessfully)
        {
            Model = load.Result;
            Become(ModelState.Ready, Model.DeviceNote);
            LogReady(log, Model.Model, Model.Version, Model.Device);
            return;
        }

        var error = load.Exception?.InnerException;
        var delay = TimeSpan.FromTicks(Math.Min(LastRetry.Ticks, FirstRetry.Ticks << Math.Min(_failures, 16)));
        _failures++;
        RetryTime = clock.GetUtcNow() + delay;
        if (error is MaasException told)
        {
            Become(ModelState.Failed, told.Message);
            LogFailed(log, key.Version.Model, key.Version.Version, delay, told.Message, null);
            return;
        }

        if (error is IOException or UnauthorizedAccessException)
        {
            Become(ModelState.Failed, error.Message);
            LogFailed(log, key.Version.Model, key.Version.Version, delay, error.Message, null);
            return;
        }

        Become(ModelState.Failed, "an internal error; see the log of the server.");
        LogFailed(log, key.Version.Model, key.Version.Version, delay, error?.Message ?? "stopped", error);
    }

    private void Become(ModelState state, string reason)
    {
        if (State != state)
        {
            StateTime = clock.GetUtcNow();
        }

        State = state;
        Reason = reason;
    }

    [LoggerMessage(1, LogLevel.Information, "'{Model}' version {Version} is ready on {Device}.")]
    private static partial void LogReady(ILogger log, string model, string version, string device);

    [LoggerMessage(3, LogLevel.Error, "'{Model}' version {Version} is not ready any more: {Problem}")]
    private static partial void LogDeviceLost(ILogger log, string model, string version, string problem);

    [LoggerMessage(2, LogLevel.Error, "'{Model}' version {Version} cannot be served; next try in {Delay}: {Problem}")]
    private static partial void LogFailed(ILogger log, string model, string version, TimeSpan delay, string problem, Exception? error);
}
