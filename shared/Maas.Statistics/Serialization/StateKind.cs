namespace Maas.Statistics.Serialization;

/// <summary>First byte of every stored state. Frozen: numbers are only ever added.</summary>
internal static class StateKind
{
    public const byte QuantileSketch = 1;
    public const byte DistinctSketch = 2;
    public const byte FrequentItems = 3;
    public const byte ReferenceHistogram = 4;
    public const byte RunningMoments = 5;
    public const byte AdaptiveWindow = 16;
    public const byte PageHinkley = 17;
    public const byte ErrorRate = 18;
    public const byte ErrorDistance = 19;
    public const byte HoeffdingMean = 20;
}
