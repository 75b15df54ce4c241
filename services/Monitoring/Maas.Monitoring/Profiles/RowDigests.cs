using System.Globalization;
using Maas.Monitoring.Ingestion;
using Maas.Statistics.Sketches;

namespace Maas.Monitoring.Profiles;

/// <summary>Counts different rows. Not thread-safe.</summary>
internal static class RowDigests
{
    // Ends a name or a value: a batch in which one has it is refused.
    private const char End = '\0';

    // Begin values: the number 1 is not the text "1".
    private const char NumberFollows = '#';
    private const char TextFollows = '"';

    /// <summary>Adds rows by all their inputs, whatever their order. NaN and the empty text are missing, as in the bins.</summary>
    public static void Add(DistinctSketch rows, IReadOnlyList<SampledValues> samples)
    {
        var text = new System.Text.StringBuilder();
        Span<char> number = stackalloc char[32];
        foreach (var sample in samples)
        {
            text.Clear();
            foreach (var value in InOrder(sample.Features))
            {
                text.Append(value.Feature).Append(End);
                if (value.Number is { } given && !double.IsNaN(given) && given.TryFormat(number, out var length, default, CultureInfo.InvariantCulture))
                {
                    text.Append(NumberFollows).Append(number[..length]);
                }
                else if (value.Text is { Length: > 0 } category)
                {
                    text.Append(TextFollows).Append(category);
                }

                text.Append(End);
            }

            rows.Add(text.ToString());
        }
    }

    // Replicas send the inputs of a model in one order; others need not.
    private static IEnumerable<SampledValue> InOrder(IReadOnlyList<SampledValue> features)
    {
        for (var i = 1; i < features.Count; i++)
        {
            if (string.CompareOrdinal(features[i].Feature, features[i - 1].Feature) < 0)
            {
                return features.OrderBy(value => value.Feature, StringComparer.Ordinal);
            }
        }

        return features;
    }
}
