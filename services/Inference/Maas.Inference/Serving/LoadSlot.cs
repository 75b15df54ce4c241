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
    private readonly BackOff _backOff = new(FirstRetry, LastRetry);
    private Task<ServedModel>? _load;
    private Task? _return;
    private ServedModel? _lost;

    /// <summary>Which version, and where it may run.</summary>
    public SlotKey Key => key;

    /// <summary>Where it stands.</summary>
    public ModelState State { get; private set; } = ModelState.Loading;

    /// <summary>Since when.</summary>
    public DateTimeOffset StateTime { get; private set; } = clock.GetUtcNow();

    /// <summary>Why it failed, why a preferred GPU is not used, or why it does not come back into memory; empty otherwise.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The loaded model; null unless ready or away.</summary>
    public ServedModel? Model { get; private set; }

    /// <summary>When a load that failed, or a return into memory, is tried again; null when none failed.</summary>
    public DateTimeOffset? RetryTime { get; private set; }

    /// <summary>
    /// Starts the load when it is due, takes over what a finished one gave and what became of the model since, lets go of one whose device
    /// is lost, and tries now and then to bring back one that is away, so that it heals also when nobody asks for it.
    /// </summary>
    /// <param name="changed">Called, from any thread, when there is more to take over.</param>
    public void Advance(Action changed)
    {
        if (_load is { IsCompleted: true })
        {
            Harvest(_load, changed);
            _load = null;
        }

        if (Model is { } lost && devices.ProblemOf(lost.Device) is { Length: > 0 } problem)
        {
            LogDeviceLost(log, lost.Model, lost.Version, problem);
            (_lost, Model, RetryTime) = (lost, null, null);
            Become(ModelState.Failed, problem);
        }

        if (Model is { } model)
        {
            Follow(model);
        }
        else if (_load is null && (RetryTime is null || RetryTime <= clock.GetUtcNow()))
        {
            RetryTime = null;
            _load = Task.Run(() => loader.LoadAsync(key, _stop.Token));

            // Behind the load, not inside it: who is woken must find it completed.
            _ = _load.ContinueWith(
                static (_, told) => ((Action)told!)(), changed, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Retires a model whose device is lost. Call it when it can no longer be looked up.</summary>
    /// <returns>Over when the session is freed, unless somebody is still inside.</returns>
    public Task ReleaseLostAsync()
    {
        var lost = _lost;
        _lost = null;
        return lost is null ? Task.CompletedTask : Task.Run(lost.Retire);
    }

    /// <summary>Lets it go: retires the model, or stops the load. Ends when no first load of it runs any more; a return into memory finds the model retired.</summary>
    public async ValueTask DisposeAsync()
    {
        Model?.Retire();
        await ReleaseLostAsync();
        await _stop.CancelAsync();
        await (_return ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    /// <summary>Takes over what became of the model while it served.</summary>
    private void Follow(ServedModel model)
    {
        var state = model.ReloadProblem.Length > 0 ? ModelState.Away : ModelState.Ready;
        var (wasAway, reason) = (State == ModelState.Away, ReasonOf(model));
        if ((state, reason) != (State, Reason))
        {
            Become(state, reason);
            LogChanged(log, reason.Length > 0 ? LogLevel.Warning : LogLevel.Information, model.Model, model.Version, model.Device, reason);
        }

        if (state == ModelState.Ready)
        {
            RetryTime = null;
            _backOff.Reset();
        }
        else if (!wasAway || RetryTime <= clock.GetUtcNow())
        {
            // Nobody asked for it, so it makes nobody leave.
            var begins = wasAway && (_return is null || _return.IsCompleted) && loader.HasRoomFor(model);
            _return = begins ? model.TryReturnToMemoryAsync(_stop.Token) : _return;
            RetryTime = clock.GetUtcNow() + _backOff.Next();
        }
    }

    private static string ReasonOf(ServedModel model) => model.ReloadProblem.Length > 0 ? model.ReloadProblem : model.DeviceNote;

    private void Harvest(Task<ServedModel> load, Action changed)
    {
        if (load.IsCompletedSuccessfully)
        {
            Model = load.Result;
            Model.Changed = changed;
            _backOff.Reset();
            Become(ModelState.Ready, ReasonOf(Model));
            LogReady(log, Model.Model, Model.Version, Model.Device);
            return;
        }

        var error = load.Exception?.InnerException;
        var delay = _backOff.Next();
        RetryTime = clock.GetUtcNow() + delay;

        Become(ModelState.Failed, LoadFailure.Told(error));
        LogFailed(
            log, key.Version.Model, key.Version.Version, delay, error?.Message ?? "stopped", LoadFailure.IsBug(error) ? error : null);
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

    [LoggerMessage(4, LogLevel.Error, "'{Model}' version {Version} is not ready any more: {Problem}")]
    private static partial void LogDeviceLost(ILogger log, string model, string version, string problem);

    [LoggerMessage(2, LogLevel.Error, "'{Model}' version {Version} cannot be served; next try in {Delay}: {Problem}")]
    private static partial void LogFailed(ILogger log, string model, string version, TimeSpan delay, string problem, Exception? error);

    [LoggerMessage(EventId = 3, Message = "What is told of '{Model}' version {Version} on {Device} is now: '{Reason}'")]
    private static partial void LogChanged(
        ILogger log, LogLevel level, string model, string version, string device, string reason);
}
