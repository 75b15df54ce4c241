using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Counts single anomalous values of a numeric column, from its <see cref="ValueCounts"/>. Not thread-safe.</summary>
/// <param name="connection">Runs the queries.</param>
internal sealed class OutlierCounter(DuckDBConnection connection)
{
    private const double QuartileFactor = 1.5;
    private const double MaxStandardScore = 3;
    private const double MaxModifiedScore = 3.5;

    // 0.6745 is the third quartile of the standard normal distribution: it makes the MAD comparable with a deviation.
    private const double ModifiedScoreFactor = 0.6745;

    /// <summary>Counts by each rule that the values allow.</summary>
    public List<OutlierProfile> Run(NumericProfile profile)
    {
        var rules = Rules(profile).ToList();
        if (rules.Count == 0)
        {
            return rules;
        }

        var terms = rules.Select(rule => $"CAST(coalesce(sum(n) FILTER ({Condition(rule)}), 0) AS BIGINT)");
        return connection.Query($"SELECT {string.Join(", ", terms)} FROM {ValueCounts.Table}", row =>
            rules.Select((rule, i) => rule with { Count = row.GetInt64(i) }).ToList())[0];
    }

    /// <summary>What is true of an anomalous <c>x</c>.</summary>
    public static string Condition(OutlierProfile rule) =>
        $"x < {DuckDb.Literal(rule.Lower)} OR x > {DuckDb.Literal(rule.Upper)}";

    private static IEnumerable<OutlierProfile> Rules(NumericProfile profile)
    {
        if (profile.Min == profile.Max)
        {
            yield break;
        }

        var (first, third) = (profile.QuantileAt(0.25), profile.QuantileAt(0.75));
        var reach = QuartileFactor * (third - first);
        yield return new OutlierProfile(OutlierMethod.Quartiles, first - reach, third + reach, 0);
        if (profile.StandardDeviation is { } deviation)
        {
            reach = MaxStandardScore * deviation;
            yield return new OutlierProfile(OutlierMethod.StandardScore, profile.Mean - reach, profile.Mean + reach, 0);
        }

        if (profile.MedianAbsoluteDeviation > 0)
        {
            reach = MaxModifiedScore * profile.MedianAbsoluteDeviation / ModifiedScoreFactor;
            yield return new OutlierProfile(OutlierMethod.ModifiedScore, profile.Median - reach, profile.Median + reach, 0);
        }
    }
}
