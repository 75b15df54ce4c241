using System.Text.RegularExpressions;
using Maas.Digests;
using Maas.Errors;
using Maas.Names;

namespace Maas.Registry;

/// <summary>Collects what is wrong with a request, so that a caller learns all of it at once. Not thread-safe.</summary>
internal sealed partial class FieldChecks
{
    private const int MaxLabels = 64;
    private const int MaxLabelValueLength = 256;

    private readonly List<FieldViolation> _violations = [];

    /// <summary>Notes a violation unless <paramref name="holds"/>.</summary>
    public bool Require(bool holds, string field, FormattableString description)
    {
        if (!holds)
        {
            _violations.Add(new FieldViolation(field, FormattableString.Invariant(description)));
        }

        return holds;
    }

    public void RequireLength(string text, int max, string field)
    {
        Require(text.Length <= max, field, $"Expected at most {max} characters, got {text.Length}.");
        RequireText(text, field);
    }

    /// <summary>No database keeps the character NUL in a text.</summary>
    public void RequireText(string text, string field)
    {
        var position = text.IndexOf('\0', StringComparison.Ordinal);
        Require(position < 0, field, $"Expected no character NUL, got one at {position + 1}.");
    }

    /// <summary>Empty, or the name of a resource.</summary>
    public void RequireName(string name, string field, params string[] collections)
    {
        const int MaxLength = 256;
        Require(
            name.Length == 0 || (name.Length <= MaxLength && ResourceName.TryParse(name, collections, out _)), field,
            $"Expected '{string.Join('/', collections.Select(collection => $"{collection}/{{id}}"))}' of at most {MaxLength} characters, got '{(name.Length <= MaxLength ? name : $"{name.Length} characters")}'.");
    }

    public void RequireCount(int count, int min, int max, string field) =>
        Require(count >= min && count <= max, field, $"Expected {min} to {max} entries, got {count}.");

    public void RequireDigest(string hex, string field) => Require(
        Sha256Digest.TryParse(hex, out _), field, $"Expected 64 lower-case hex digits, got '{hex}'.");

    public void RequireLabels(IReadOnlyDictionary<string, string> labels, string field)
    {
        RequireCount(labels.Count, 0, MaxLabels, field);
        foreach (var (key, value) in labels)
        {
            Require(LabelKey().IsMatch(key), field, $"Expected keys of 1-63 characters of a-z, 0-9, '_' and '-', got '{key}'.");
            RequireLength(value, MaxLabelValueLength, $"{field}[{key}]");
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

    [GeneratedRegex(@"^[a-z0-9_-]{1,63}\z")]
    private static partial Regex LabelKey();
}
