namespace Maas.Training.Search.Sampling;

/// <summary>How the parameters of the next trial are chosen.</summary>
internal static class SamplerKind
{
    /// <summary>Each by chance, whatever is known.</summary>
    public const string Random = "random";

    /// <summary>Points that fill the space evenly, whatever is known.</summary>
    public const string Sobol = "sobol";

    /// <summary>Near to good trials and far from bad ones.</summary>
    public const string Tpe = "tpe";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Random, Sobol, Tpe];
}
