using System.Collections.Frozen;
using Maas.Monitoring.Baselines;
using Maas.Storage.Database;

namespace Maas.Monitoring.Performance;

/// <summary>
/// The classes of a version in an order that stays: those of the baseline, or else those that came, as they came. Lives as long as a
/// transaction; not thread-safe.
/// </summary>
internal sealed class ClassLabels
{
    /// <summary>Labels that are learnt at most.</summary>
    public const int MaxLearnt = 1_000;

    private readonly FrozenDictionary<string, int>? _given;
    private readonly List<string> _labels;
    private readonly Dictionary<string, int> _places;
    private int _saved;

    private ClassLabels(FrozenDictionary<string, int>? given, IReadOnlyList<string> learnt)
    {
        (_given, _labels, _saved) = (given, [.. learnt], learnt.Count);
        _places = _labels.Select((label, place) => (label, place)).ToDictionary(pair => pair.label, pair => pair.place, StringComparer.Ordinal);
    }

    public int Count => _given?.Count ?? _labels.Count;

    /// <summary>The labels of a version.</summary>
    public static async Task<ClassLabels> OpenAsync(DatabaseSession session, string monitorId, string modelVersion, ReadyBaseline? baseline)
    {
        if (baseline?.Labels is { } given)
        {
            return new ClassLabels(given, []);
        }

        // The version may be forgotten while its predictions are not.
        var json = await session.FindAsync<string>(
            "SELECT labels_json FROM monitored_versions WHERE monitor_id = @monitorId AND model_version = @modelVersion",
            new { monitorId, modelVersion }) ?? "";
        return new ClassLabels(given: null, json.Length == 0 ? [] : DatabaseJson.Read<string[]>(json));
    }

    /// <summary>Place of a label, which is learnt when it may be; -1 when it is none of this version.</summary>
    public int IndexOf(string label)
    {
        if (_given is not null)
        {
            return _given.GetValueOrDefault(label, -1);
        }

        if (_places.TryGetValue(label, out var place))
        {
            return place;
        }

        if (_labels.Count >= MaxLearnt)
        {
            return -1;
        }

        _labels.Add(label);
        return _places[label] = _labels.Count - 1;
    }

    /// <summary>Writes down what was learnt.</summary>
    public async Task SaveAsync(DatabaseSession session, string monitorId, string modelVersion)
    {
        if (_labels.Count == _saved)
        {
            return;
        }

        _saved = _labels.Count;
        await session.ExecuteAsync(
            "UPDATE monitored_versions SET labels_json = @json WHERE monitor_id = @monitorId AND model_version = @modelVersion",
            new { monitorId, modelVersion, json = DatabaseJson.Write(_labels) });
    }
}
