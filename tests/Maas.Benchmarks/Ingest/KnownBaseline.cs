using System.Globalization;
using Maas.Digests;
using Maas.Monitoring.Baselines;

namespace Maas.Benchmarks.Ingest;

/// <summary>One baseline for every version: numbers that are uniform in [0, 1] and categories of ten.</summary>
internal sealed class KnownBaseline(int features) : IBaselineSource
{
    public const int Categories = 10;

    private readonly BaselineProfile _profile = new([.. Enumerable.Range(0, features).Select(Of)]);

    public static string NameOf(int feature) => string.Create(CultureInfo.InvariantCulture, $"feature_{feature}");

    public static bool IsNumber(int feature) => feature % 2 == 0;

    public Task<FoundBaseline?> FindAsync(string modelVersion, CancellationToken cancellationToken) =>
        Task.FromResult<FoundBaseline?>(new FoundBaseline(Sha256Digest.Of(BitConverter.GetBytes(features)), _profile));

    private static FeatureBaseline Of(int feature) => new()
    {
        Feature = NameOf(feature),
        MissingCount = 0,
        Numeric = IsNumber(feature)
            ? new NumericBaseline(
                [.. Enumerable.Range(1, 9).Select(decile => decile / 10.0)], [.. Enumerable.Repeat(1_000L, 10)], Mean: 0.5, Minimum: 0, Maximum: 1)
            : null,
        Categorical = IsNumber(feature)
            ? null
            : new CategoricalBaseline(
                [.. Enumerable.Range(0, Categories).Select(category => category.ToString(CultureInfo.InvariantCulture))],
                [.. Enumerable.Repeat(1_000L, Categories)], OtherCount: 0),
    };
}
