using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Maas.Errors;

namespace Maas.Names;

/// <summary>
/// Reads resource names such as <c>models/churn/versions/7</c>: collections and ids in turn.
/// Source: google.aip.dev/122.
/// </summary>
public static class ResourceName
{
    /// <summary>Reads the ids of a name that has exactly these collections.</summary>
    /// <param name="name">E.g. <c>models/churn/aliases/production</c>.</param>
    /// <param name="collections">E.g. <c>models</c>, <c>aliases</c>.</param>
    /// <param name="ids">One id per collection, none empty.</param>
    public static bool TryParse(string name, ReadOnlySpan<string> collections, [NotNullWhen(true)] out string[]? ids)
    {
        var segments = name.Split('/');
        ids = null;
        if (segments.Length != 2 * collections.Length)
        {
            return false;
        }

        var found = new string[collections.Length];
        for (var i = 0; i < collections.Length; i++)
        {
            if (segments[2 * i] != collections[i] || segments[(2 * i) + 1].Length == 0 || segments[(2 * i) + 1].Any(char.IsControl))
            {
                return false;
            }

            found[i] = segments[(2 * i) + 1];
        }

        ids = found;
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, for names sent by a caller.</summary>
    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static string[] Parse(string name, string field, params ReadOnlySpan<string> collections)
    {
        if (TryParse(name, collections, out var ids))
        {
            return ids;
        }

        var pattern = string.Join('/', collections.ToArray().Select(c => $"{c}/{{id}}"));
        throw CommonErrors.InvalidField(field, $"Expected '{pattern}', got '{name}'.");
    }

    /// <summary>Reads a version number: decimal digits, 1 or more, no sign, no leading zero.</summary>
    public static bool TryParseNumber(string id, out long number) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && id[0] != '0';
}
