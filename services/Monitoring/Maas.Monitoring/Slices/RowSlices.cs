using System.Globalization;
using Maas.Monitoring.Ingestion;
using Maas.Storage.Database;

namespace Maas.Monitoring.Slices;

/// <summary>
/// Tells which slices a row belongs to. The first values of a feature get slices, and keep them: they are written down. Lives as long as a
/// transaction; not thread-safe.
/// </summary>
internal sealed class RowSlices
{
    /// <summary>Stands for values that came after there were as many as there may be.</summary>
    public const string Other = "(other)";

    /// <summary>Stands for no value.</summary>
    public const string Missing = "(missing)";

    // Longer ones are no categories.
    private const int MaxValueLength = 128;

    private readonly DatabaseSession _session;
    private readonly string _monitorId;
    private readonly SliceSettings _settings;
    private readonly Dictionary<string, HashSet<string>> _known;

    private RowSlices(DatabaseSession session, string monitorId, SliceSettings settings, Dictionary<string, HashSet<string>> known) =>
        (_session, _monitorId, _settings, _known) = (session, monitorId, settings, known);

    /// <summary>Reads the values that have slices.</summary>
    public static async Task<RowSlices> OpenAsync(DatabaseSession session, string monitorId, SliceSettings settings)
    {
        var known = settings.Features.ToDictionary(feature => feature, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        if (known.Count > 0)
        {
            foreach (var row in await session.QueryAsync<Row>(
                "SELECT feature AS Feature, value AS Value FROM slice_values WHERE monitor_id = @monitorId", new { monitorId }))
            {
                if (known.TryGetValue(row.Feature, out var values))
                {
                    values.Add(row.Value);
                }
            }
        }

        return new RowSlices(session, monitorId, settings, known);
    }

    /// <summary>What a slice is called: <c>{feature}={value}</c>.</summary>
    /// <param name="feature">The input.</param>
    /// <param name="value">Its value; empty for rows without one.</param>
    public static string NameOf(string feature, string value) => $"{feature}={(value.Length == 0 ? Missing : value)}";

    /// <summary>Whether a slice is one of a feature.</summary>
    public static bool IsBy(string slice, string feature) =>
        slice.Length > feature.Length && slice[feature.Length] == '=' && slice.StartsWith(feature, StringComparison.Ordinal);

    /// <summary>One per feature, <c>{feature}={value}</c>; none without settings.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(SampledValues row)
    {
        if (_settings.Features.Count == 0)
        {
            return [];
        }

        var slices = new string[_settings.Features.Count];
        for (var i = 0; i < slices.Length; i++)
        {
            var feature = _settings.Features[i];
            slices[i] = NameOf(feature, await ValueAsync(feature, TextOf(row, feature)));
        }

        return slices;
    }

    private async Task<string> ValueAsync(string feature, string text)
    {
        var values = _known[feature];
        if (text.Length == 0 || values.Contains(text))
        {
            return text;
        }

        if (text.Length > MaxValueLength || values.Count >= _settings.MaxValueCount)
        {
            return Other;
        }

        values.Add(text);
        await _session.ExecuteAsync(
            "INSERT INTO slice_values (monitor_id, feature, value) VALUES (@_monitorId, @feature, @text)", new { _monitorId, feature, text });
        return text;
    }

    private static string TextOf(SampledValues row, string feature)
    {
        foreach (var value in row.Features)
        {
            if (value.Feature == feature)
            {
                return value.Text ?? value.Number?.ToString(CultureInfo.InvariantCulture) ?? "";
            }
        }

        return "";
    }

    private sealed record Row(string Feature, string Value);
}
