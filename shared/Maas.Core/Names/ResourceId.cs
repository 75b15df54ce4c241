using System.Text.RegularExpressions;
using Maas.Errors;

namespace Maas.Names;

/// <summary>Rules for the last segment of a resource name, chosen by a user.</summary>
public static partial class ResourceId
{
    /// <summary>1-63 characters of <c>[a-z0-9-]</c>, begins with a letter, ends with a letter or digit.</summary>
    public static bool IsValid(string id) => Plain().IsMatch(id);

    /// <summary>As <see cref="IsValid"/>, dots allowed inside (<c>risk.churn</c>).</summary>
    public static bool IsValidDotted(string id) => Dotted().IsMatch(id);

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static string Require(string id, string field) =>
        IsValid(id) ? id : throw Malformed(id, field, "a-z, 0-9 and '-'");

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming <paramref name="field"/>.</exception>
    public static string RequireDotted(string id, string field) =>
        IsValidDotted(id) ? id : throw Malformed(id, field, "a-z, 0-9, '-' and '.'");

    private static MaasException Malformed(string id, string field, string alphabet) => CommonErrors.InvalidField(
        field, $"Expected 1-63 characters of {alphabet}, a letter first, a letter or digit last; got '{id}'.");

    [GeneratedRegex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?\\z")]
    private static partial Regex Plain();

    [GeneratedRegex("^[a-z]([a-z0-9.-]{0,61}[a-z0-9])?\\z")]
    private static partial Regex Dotted();
}
