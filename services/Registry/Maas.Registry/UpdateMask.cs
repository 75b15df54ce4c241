using Maas.Errors;

namespace Maas.Registry;

/// <summary>Which fields an update writes. Source: google.aip.dev/134.</summary>
internal sealed class UpdateMask
{
    private readonly IReadOnlyCollection<string>? _paths;

    private UpdateMask(IReadOnlyCollection<string>? paths) => _paths = paths;

    /// <param name="paths">Null or empty means every populated field; <c>*</c> means all.</param>
    /// <param name="allowed">Fields that can be written.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: a path that is not allowed.</exception>
    public static UpdateMask Parse(IReadOnlyCollection<string>? paths, params ReadOnlySpan<string> allowed)
    {
        if (paths is null or { Count: 0 })
        {
            return new UpdateMask(null);
        }

        var known = allowed.ToArray();
        var unknown = paths.Where(path => path != "*" && !known.Contains(path)).ToList();
        return unknown.Count == 0
            ? new UpdateMask(paths.Contains("*") ? known : paths)
            : throw CommonErrors.InvalidField(
                "update_mask", $"Expected {string.Join(", ", known)} or *, got {string.Join(", ", unknown)}.");
    }

    /// <summary>Whether a field is written.</summary>
    /// <param name="path">Proto name of the field.</param>
    /// <param name="isPopulated">Whether the caller sent a value; decides when there is no mask.</param>
    public bool Includes(string path, bool isPopulated) => _paths?.Contains(path) ?? isPopulated;
}
