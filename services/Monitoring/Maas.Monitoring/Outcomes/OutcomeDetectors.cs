using Maas.Statistics.Detectors;

namespace Maas.Monitoring.Outcomes;

/// <summary>The detectors of changes among outcomes, by name.</summary>
internal static class OutcomeDetectors
{
    public const string Usual = "adwin";
    public const string None = "none";

    private static readonly Dictionary<string, (Func<IDriftDetector> Make, Func<byte[], IDriftDetector> Load, bool IsOfErrors)> ByName = new()
    {
        [Usual] = (() => new AdaptiveWindow(), state => AdaptiveWindow.Load(state), false),
        ["page-hinkley"] = (() => new PageHinkley(), state => PageHinkley.Load(state), false),
        ["ddm"] = (() => new ErrorRateDetector(), state => ErrorRateDetector.Load(state), true),
        ["eddm"] = (() => new ErrorDistanceDetector(), state => ErrorDistanceDetector.Load(state), true),
        ["hddm-a"] = (() => new HoeffdingMeanDetector(), state => HoeffdingMeanDetector.Load(state), false),
    };

    /// <summary>Names that settings may use.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. ByName.Keys, None];

    /// <summary>A detector, in the state that it was left in; null for none, or when it is only for errors and the losses are numbers.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="state">Null for one that has seen nothing.</param>
    /// <param name="isOfErrors">Whether losses are 0 or 1.</param>
    public static IDriftDetector? Open(string name, byte[]? state, bool isOfErrors) =>
        !ByName.TryGetValue(name, out var found) || (found.IsOfErrors && !isOfErrors)
            ? null
            : state is null ? found.Make() : found.Load(state);
}
