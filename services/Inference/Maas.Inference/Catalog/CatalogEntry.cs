using Maas.Inference.Models;

namespace Maas.Inference.Catalog;

/// <summary>Everything that is served under one name: a deployment's id or a model's. Immutable but for the turn counter.</summary>
internal sealed class CatalogEntry
{
    private readonly string? _source;
    private readonly CatalogVersion[] _turns;
    private readonly KeyedSplit? _split;
    private readonly ulong _salt;
    private int _turn = -1;

    /// <param name="name">Name clients use.</param>
    /// <param name="versions">What the name knows, one per number.</param>
    /// <param name="shares">
    /// Percent of the traffic per version number; versions that are not ready are passed over, but for those that are away when none is.
    /// </param>
    public CatalogEntry(string name, IReadOnlyList<CatalogVersion> versions, IReadOnlyDictionary<string, int> shares)
    {
        Name = name;
        Versions = [.. versions.OrderByDescending(version => Number(version.Version))];
        (CatalogVersion Version, int Percent)[] taking =
        [
            .. Versions.Where(version => version.TakesRequests && shares.GetValueOrDefault(version.Version) > 0)
                .Select(version => (version, shares[version.Version])),
        ];
        var ready = Array.FindAll(taking, share => share.Version.State == ModelState.Ready);
        var weights = ready.Length > 0 ? ready : taking;
        IsReady = ready.Length > 0;
        _turns = TrafficSplit.Turns(weights);
        _split = weights.Length > 1 ? new KeyedSplit(weights) : null;
    }

    /// <summary>Name clients use.</summary>
    public string Name { get; }

    /// <summary>Versions, highest number first.</summary>
    public IReadOnlyList<CatalogVersion> Versions { get; }

    /// <summary>Id of the deployment; empty when this is a model's own name.</summary>
    public string Deployment
    {
        get;
        init
        {
            field = value;
            _source = value.Length > 0 ? $"deployments/{value}" : null;
            _salt = UnitHash.Fold(value);
        }
    } = "";

    /// <summary>Share of predictions to be sampled for Monitoring, in [0, 1].</summary>
    public double MonitoringSampleRatio { get; init; } = 1;

    /// <summary>The version that gets a copy of each request that pins none, and never answers; null when there is none, or it is not ready.</summary>
    public ServedModel? Shadow { get; init; }

    /// <summary>What holds for requests that pin no version.</summary>
    public LeaseTerms Terms => field ??= new LeaseTerms(Deployment, MonitoringSampleRatio, Shadow);

    /// <summary>What holds for requests that pin a version.</summary>
    public LeaseTerms PinnedTerms => field ??= new LeaseTerms(Deployment, MonitoringSampleRatio);

    /// <summary>Whether a request that pins no version gets an answer.</summary>
    public bool IsReady { get; }

    /// <summary>The version whose turn it is, by the shares of the traffic; null when none takes requests.</summary>
    public CatalogVersion? Next() => _turns.Length switch
    {
        0 => null,
        1 => _turns[0],
        _ => _turns[(uint)Interlocked.Increment(ref _turn) % (uint)_turns.Length],
    };

    /// <summary>The version of a key, by the shares of the traffic; null when none takes requests.</summary>
    public CatalogVersion? Next(string routingKey) => _split is { } split ? split.Of(routingKey, _salt) : Next();

    /// <summary>The version with this number; null when the name does not know it.</summary>
    public CatalogVersion? Find(string version) => Versions.FirstOrDefault(known => known.Version == version);

    /// <summary>Resource that a request to this name is counted under: <c>deployments/{id}</c> or <c>models/{id}</c>.</summary>
    public string SourceOf(ServedModel model) => _source ?? model.ModelResourceName;

    private static long Number(string version) => long.TryParse(version, out var number) ? number : 0;
}
