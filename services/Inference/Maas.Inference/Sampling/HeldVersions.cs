using Maas.Inference.Catalog;
using Maas.Inference.Models;

namespace Maas.Inference.Sampling;

/// <summary>
/// What Monitoring is told of the versions that this replica holds: all that are in memory every 10 s, and in between, with what else
/// there is to tell, those that came, left or were loaded. Looks at the catalog and costs requests nothing. Not thread-safe.
/// </summary>
internal sealed class HeldVersions(ModelCatalog catalog, SamplingMetrics metrics, TimeProvider clock)
{
    /// <summary>Versions that the other side takes in one batch; more are told with the next.</summary>
    public const int MaxTold = 10_000;

    // Versions that are gone and wait to be told so, while Monitoring is away.
    private const int MaxGone = 10_000;

    private static readonly TimeSpan RoundInterval = TimeSpan.FromSeconds(10);

    // What is refused, such as a name that Monitoring does not take, costs both sides a call of its own each time.
    private static readonly TimeSpan RefusalPause = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Source, string ModelVersion), HeldState> _versions = [];
    private CatalogSnapshot? _seen;
    private HashSet<ServedModel> _models = [];
    private long _round;
    private long? _roundBegan;
    private bool _isCut;

    /// <summary>Loads that were not told yet.</summary>
    public long UntoldLoadCount => _versions.Values.Sum(version => version.UntoldLoadCount);

    /// <summary>Notes what came into the catalog and left it. Call it often: what comes and leaves in between is not told.</summary>
    public void Look()
    {
        var snapshot = catalog.Current;
        if (ReferenceEquals(snapshot, _seen))
        {
            return;
        }

        var here = new HashSet<(string Source, string ModelVersion)>();
        var models = new HashSet<ServedModel>();
        foreach (var entry in snapshot.Entries.Values)
        {
            foreach (var model in ModelsOf(entry))
            {
                // A model's own name is another name of its only deployment.
                if (here.Add((entry.SourceOf(model), model.ResourceName)))
                {
                    StateOf(entry.SourceOf(model), model.ResourceName).Hold(model, isNew: !_models.Contains(model));
                }

                models.Add(model);
            }
        }

        (_seen, _models) = (snapshot, models);
        LetGoOfAllBut(here);
    }

    /// <summary>What is to be told now, at most <see cref="MaxTold"/>; whoever takes it sees to it that it arrives.</summary>
    /// <param name="isAlone">Whether there is nothing else to tell.</param>
    public IReadOnlyList<HeldVersion> Take(bool isAlone)
    {
        Look();
        var now = clock.GetTimestamp();
        var isDue = _roundBegan is null || clock.GetElapsedTime(_roundBegan.Value, now) >= RoundInterval;
        if (isAlone && !isDue && !_isCut)
        {
            return [];
        }

        _round += isDue ? 1 : 0;
        var told = new List<HeldVersion>();
        foreach (var (name, version) in _versions)
        {
            if (told.Count == MaxTold)
            {
                break;
            }

            if (version.PausedUntil <= now && IsToBeTold(version, isAlone))
            {
                told.Add(version.Tell());
                version.Round = _round;
                Forget(name, version);
            }
        }

        _isCut = told.Count == MaxTold;

        // Until there is something, each look may be the first that finds it.
        _roundBegan = isDue && told.Count > 0 ? now : _roundBegan;
        return told;
    }

    /// <summary>Takes back what was refused: it is told again, with its loads, when some time has passed.</summary>
    public void TakeBack(HeldVersion refused)
    {
        if (_versions.TryGetValue((refused.Source, refused.ModelVersion), out var version))
        {
            version.TakeBack(refused);
            version.PausedUntil = clock.GetTimestamp() + (long)(RefusalPause.TotalSeconds * clock.TimestampFrequency);
            return;
        }

        metrics.LostLoads(refused.Loads.Count, SamplingMetrics.Refused);
    }

    private bool IsToBeTold(HeldState version, bool isAlone) =>
        version.Round < _round ? version.IsInMemory || version.HasNews : !isAlone && version.HasNews;

    private static IEnumerable<ServedModel> ModelsOf(CatalogEntry entry)
    {
        foreach (var version in entry.Versions)
        {
            if (version.Model is { } model)
            {
                yield return model;
            }
        }

        if (entry.Shadow is { } shadow)
        {
            yield return shadow;
        }
    }

    private HeldState StateOf(string source, string modelVersion)
    {
        if (!_versions.TryGetValue((source, modelVersion), out var version))
        {
            version = new HeldState(source, modelVersion) { Round = _round };
            _versions.Add((source, modelVersion), version);
        }

        return version;
    }

    private void LetGoOfAllBut(HashSet<(string Source, string ModelVersion)> here)
    {
        var gone = _versions.Count - here.Count;
        foreach (var (name, version) in _versions)
        {
            if (!version.IsHere || here.Contains(name))
            {
                continue;
            }

            version.LetGo();
            if (gone > MaxGone && version.HasNews)
            {
                metrics.LostLoads(version.UntoldLoadCount, SamplingMetrics.BufferFull);
                _versions.Remove(name);
                gone--;
            }
            else
            {
                Forget(name, version);
            }
        }
    }

    /// <summary>Of a version that is gone and told so, nothing is left.</summary>
    private void Forget((string Source, string ModelVersion) name, HeldState version)
    {
        if (!version.IsHere && !version.HasNews)
        {
            _versions.Remove(name);
        }
    }
}
