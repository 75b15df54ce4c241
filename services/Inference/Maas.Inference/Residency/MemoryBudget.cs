using Maas.Errors;
using Maas.Inference.Models;
using Maas.Inference.Serving;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Residency;

/// <summary>
/// Keeps the memory of all loaded versions within a bound: who needs room makes those leave that were not used for longest. A version that
/// left stays in the catalog, and comes back when somebody asks for it. Thread-safe.
/// </summary>
internal sealed class MemoryBudget(IOptions<InferenceOptions> options, ServingMetrics metrics, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<ServedModel> _resident = [];

    // Who needs much shall not wait for ever behind those who need little.
    private readonly SemaphoreSlim _turn = new(1);
    private long _used;

    /// <summary>Most bytes of all versions in memory together.</summary>
    public long MaxBytes { get; } = options.Value.MaxModelMemoryBytes > 0
        ? options.Value.MaxModelMemoryBytes
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 4;

    /// <summary>Bytes of the versions in memory, and of those that are being loaded.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>Whether so many bytes more would make nobody leave.</summary>
    public bool HasRoomFor(long bytes) => UsedBytes + bytes <= MaxBytes;

    /// <summary>Makes room and takes it. Give it back with <see cref="Release"/>, or to a model with <see cref="Settle"/>.</summary>
    /// <param name="model">Who needs it, for errors.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="cancellationToken">Ends the wait for versions that are in use.</param>
    /// <exception cref="MaasException"><c>MODEL_TOO_LARGE</c>: more than all there is.</exception>
    public async Task ReserveAsync(string model, long bytes, CancellationToken cancellationToken)
    {
        if (bytes > MaxBytes)
        {
            throw InferenceErrors.ModelTooLarge(model, bytes, MaxBytes);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (!TryReserve(bytes))
            {
                await Task.Delay(RetryInterval, clock, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives back what was reserved.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
        }
    }

    /// <summary>A version came into memory; what it takes is known now, and others leave if it is more than was reserved.</summary>
    public void Settle(ServedModel model, long reservedBytes)
    {
        model.LastUse = clock.GetTimestamp();
        var left = new List<IDisposable>();
        lock (_lock)
        {
            MakeRoom(model.MemoryBytes - reservedBytes, left);
            _used += model.MemoryBytes - reservedBytes;
            _resident.Add(model);
        }

        left.ForEach(session => session.Dispose());
        metrics.Loaded(model.Device);
    }

    /// <summary>A version is gone for good.</summary>
    public void Forget(ServedModel model)
    {
        lock (_lock)
        {
            if (!_resident.Remove(model))
            {
                return;
            }

            _used -= model.MemoryBytes;
        }

        metrics.Unloaded(model.Device);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private bool TryReserve(long bytes)
    {
        var left = new List<IDisposable>();
        bool isThere;
        lock (_lock)
        {
            isThere = MakeRoom(bytes, left);
            _used += isThere ? bytes : 0;
        }

        // Freeing takes as long as a session is large: whoever asks for the budget meanwhile does not wait for that.
        left.ForEach(session => session.Dispose());
        return isThere;
    }

    private bool MakeRoom(long bytes, List<IDisposable> left)
    {
        if (_used + bytes <= MaxBytes)
        {
            return true;
        }

        // Those in use stay; of the others, those that were not used for longest leave.
        foreach (var model in _resident.OrderBy(model => model.LastUse).ToList())
        {
            if (model.TryLeaveMemory() is not { } session)
            {
                continue;
            }

            left.Add(session);
            _resident.Remove(model);
            _used -= model.MemoryBytes;
            metrics.Evicted(model.Model, model.Device);
            if (_used + bytes <= MaxBytes)
            {
                return true;
            }
        }

        return false;
    }
}
