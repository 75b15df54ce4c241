using System.Text.RegularExpressions;
using Maas.Digests;
using Maas.Errors;

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

    public void RequireLength(string text, int max, string field) =>
        Require(text.Length <= max, field, $"Expected at most {max} characters, got {text.Length}.");

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
