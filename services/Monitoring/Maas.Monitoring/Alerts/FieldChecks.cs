using Maas.Errors;
using Maas.Names;

namespace Maas.Monitoring.Alerts;

/// <summary>Collects what is wrong with a request, so that a caller learns all of it at once. Not thread-safe.</summary>
/// <param name="prefix">Where the fields are in the request; ends in a dot unless empty.</param>
internal sealed class FieldChecks(string prefix = "")
{
    private const int MaxNameLength = 256;

    private readonly List<FieldViolation> _violations = [];

    /// <summary>Notes a violation unless <paramref name="holds"/>.</summary>
    public bool Require(bool holds, string field, FormattableString description)
    {
        if (!holds)
        {
            _violations.Add(new FieldViolation(prefix + field, FormattableString.Invariant(description)));
        }

        return holds;
    }

    /// <summary>A text of a length, without control characters: no database keeps NUL.</summary>
    public void RequireText(string text, int min, int max, string field)
    {
        Require(text.Length >= min && text.Length <= max, field, $"Expected {min} to {max} characters, got {text.Length}.");
        Require(!text.Any(char.IsControl), field, $"Expected no control characters.");
    }

    /// <summary>The name of a resource.</summary>
    public void RequireName(string name, string field, params string[] collections) => Require(
        name.Length <= MaxNameLength && ResourceName.TryParse(name, collections, out _), field,
        $"Expected '{string.Join('/', collections.Select(collection => $"{collection}/{{id}}"))}', got '{Short(name)}'.");

    /// <summary>One of some words.</summary>
    public bool RequireOneOf(string word, IReadOnlyList<string> words, string field) => Require(
        words.Contains(word), field, $"Expected one of {string.Join(", ", words)}; got '{Short(word)}'.");

    /// <summary>Names of features: none empty, none twice.</summary>
    public void RequireFeatures(IReadOnlyList<string> features, string field)
    {
        const int MaxFeatures = 256;
        Require(features.Count <= MaxFeatures, field, $"Expected at most {MaxFeatures}, got {features.Count}.");
        var seen = new HashSet<string>();
        for (var i = 0; i < Math.Min(features.Count, MaxFeatures); i++)
        {
            Require(
                features[i].Length is > 0 and <= 256 && !features[i].Any(char.IsControl) && seen.Add(features[i]), $"{field}[{i}]",
                $"Expected a name of 1 to 256 characters that does not come twice, got '{Short(features[i])}'.");
        }
    }

    /// <exception cref="MaasException"><c>INVALID_FIELD</c> with all violations noted so far.</exception>
    public void ThrowIfAny()
    {
        if (_violations.Count > 0)
        {
            throw CommonErrors.InvalidFields(_violations);
        }
    }

    private static string Short(string text) => text.Length <= MaxNameLength ? text : $"{text[..MaxNameLength]}…";
}
