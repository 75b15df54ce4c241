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
    private readonly Dictionary<string, (int Calls, bool HasGpu)> _claims = new(StringComparer.Ordinal);
    private readonly List<(string Worker, bool HasGpu, long Since)> _between = [];
    private bool _hasGpu;

    /// <summary>Called when there are more than before. Must return at once.</summary>
    public event Action? Grown;

    /// <summary>How many there are; 0 when nobody is there to train.</summary>
    /// <param name="needsGpu">Whether to count those alone that have a GPU.</param>
    public int CountOf(bool needsGpu)
    {
        lock (_lock)
        {
            Forget();
            var here = _hasGpu || !needsGpu ? options.Value.WorkerSlots : 0;
            return here + _claims.Values.Count(claim => claim.HasGpu || !needsGpu) + _between.Count(slot => slot.HasGpu || !needsGpu);
        }
    }

    /// <summary>The slots of this service have a GPU, which it finds only after its start.</summary>
    public void FoundGpu()
    {
        lock (_lock)
        {
            _hasGpu = true;
        }

        Grown?.Invoke();
    }

    /// <summary>A slot elsewhere claims a job, or trains it.</summary>
    /// <param name="owner">Name of the claim, see <see cref="LeaseOwner.OfWorker"/>; counted once, however often it enters.</param>
    /// <param name="hasGpu">Whether it can train what needs a GPU; said once of a claim, it holds.</param>
    public void Enter(string owner, bool hasGpu)
    {
        if (IsNew(owner, hasGpu))
        {
            Grown?.Invoke();
        }
    }

    /// <summary>It does not any more.</summary>
    public void Leave(string owner)
    {
        lock (_lock)
        {
            var (calls, hasGpu) = _claims[owner];
            if (calls > 1)
            {
                _claims[owner] = (calls - 1, hasGpu);
                return;
            }

            _claims.Remove(owner);
            _between.Add((LeaseOwner.Shown(owner), hasGpu, clock.GetTimestamp()));
        }
    }

    // A slot that has a GPU now, and had none, is new to who needs one.
    private bool IsNew(string owner, bool hasGpu)
    {
        lock (_lock)
        {
            if (_claims.TryGetValue(owner, out var claim))
            {
                _claims[owner] = (claim.Calls + 1, claim.HasGpu || hasGpu);
                return hasGpu && !claim.HasGpu;
            }

            Forget();
            _claims[owner] = (1, hasGpu);
            var before = _between.FindIndex(slot => slot.Worker == LeaseOwner.Shown(owner));
            if (before < 0)
            {
                return true;
            }

            var had = _between[before].HasGpu;
            _between.RemoveAt(before);
            return hasGpu && !had;
        }
    }

    private void Forget() => _between.RemoveAll(slot => clock.GetElapsedTime(slot.Since) > Grace);
}
