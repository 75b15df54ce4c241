using Maas.Inference.Serving;

namespace Maas.Inference.Deployments;

/// <summary>The desired state in memory and on disk. Thread-safe.</summary>
internal sealed class DesiredStateStore
{
    private readonly DesiredStateFile _file;
    private readonly Lock _writers = new();
    private volatile DesiredState _current;

    /// <summary>Begins with what the file says.</summary>
    public DesiredStateStore(DesiredStateFile file)
    {
        _file = file;
        _current = file.Read();
    }

    /// <summary>What is known now.</summary>
    public DesiredState Current => _current;

    /// <summary>What is known of a version; null when nothing is.</summary>
    public VersionManifest? Find(string model, string version) =>
        _current.Manifests.FirstOrDefault(manifest => manifest.Model == model && manifest.Version == version);

    /// <summary>Keeps what a list or a watch told.</summary>
    public void Learn(long revision, IReadOnlyList<Deployment> deployments) =>
        Update(state => state with { Revision = revision, Deployments = deployments });

    /// <summary>Keeps what is known of a version for as long as it is in use.</summary>
    public void Learn(VersionManifest manifest) => Update(
        state => Find(manifest.Model, manifest.Version) is null ? state with { Manifests = [.. state.Manifests, manifest] } : state);

    /// <summary>Keeps what gets the traffic.</summary>
    public void Adopt(IReadOnlyDictionary<string, IReadOnlyList<DesiredVersion>> adopted) =>
        Update(state => Same(state.Adopted, adopted) ? state : Prune(state with { Adopted = adopted }));

    private void Update(Func<DesiredState, DesiredState> change)
    {
        lock (_writers)
        {
            var next = change(_current);
            if (!ReferenceEquals(next, _current))
            {
                _file.Write(next);
                _current = next;
            }
        }
    }

    private static bool Same(
        IReadOnlyDictionary<string, IReadOnlyList<DesiredVersion>> left,
        IReadOnlyDictionary<string, IReadOnlyList<DesiredVersion>> right) =>
        left.Count == right.Count
        && left.All(entry => right.TryGetValue(entry.Key, out var other) && entry.Value.SequenceEqual(other));

    private static DesiredState Prune(DesiredState state)
    {
        var used = state.Deployments
            .SelectMany(deployment => deployment.Routes.Select(route => route.Version).Append(deployment.ShadowVersion)
                .Select(version => (deployment.Model, version)))
            .Concat(state.Adopted.Values.SelectMany(versions => versions.Select(version => (version.Key.Model, version.Key.Version))))
            .ToHashSet();
        return state with { Manifests = [.. state.Manifests.Where(manifest => used.Contains((manifest.Model, manifest.Version)))] };
    }
}
