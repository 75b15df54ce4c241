using Maas.Training.Jobs.Leases;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs.Workers;

/// <summary>
/// The slots that jobs can be trained in: those of this service, and those of workers elsewhere that are connected to it, each of which waits for a job or trains
/// one. Thread-safe.
/// </summary>
internal sealed class ConnectedSlots(IOptions<TrainingOptions> options, TimeProvider clock)
{
    // A slot that ends a call makes the next at once; one that does not for so long is gone.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly List<(string Worker, long Since)> _between = [];

    /// <summary>Called when there are more than before. Must return at once.</summary>
    public event Action? Grown;

    /// <summary>How many there are; 0 when nobody is there to train.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return options.Value.WorkerSlots + _calls.Count + _between.Count;
            }
        }
    }

    /// <summary>A slot elsewhere claims a job, or trains it.</summary>
    /// <param name="owner">Name of the claim, see <see cref="LeaseOwner.OfWorker"/>; counted once, however often it enters.</param>
    public void Enter(string owner)
    {
        if (IsNew(owner))
        {
            Grown?.Invoke();
        }
    }

    /// <summary>It does not any more.</summary>
    public void Leave(string owner)
    {
        lock (_lock)
        {
            if (_calls[owner] > 1)
            {
                _calls[owner]--;
                return;
            }

            _calls.Remove(owner);
            _between.Add((LeaseOwner.Shown(owner), clock.GetTimestamp()));
        }
    }

    private bool IsNew(string owner)
    {
        lock (_lock)
        {
            if (_calls.TryGetValue(owner, out var calls))
            {
                _calls[owner] = calls + 1;
                return false;
            }

            Forget();
            _calls[owner] = 1;
            var before = _between.FindIndex(slot => slot.Worker == LeaseOwner.Shown(owner));
            if (before < 0)
            {
                return true;
            }

            _between.RemoveAt(before);
            return false;
        }
    }

    private void Forget() => _between.RemoveAll(slot => clock.GetElapsedTime(slot.Since) > Grace);
}
