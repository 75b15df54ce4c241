namespace Maas.Inference;

/// <summary>
/// Keeps what a caller or a model made up short in errors: they travel in the trailer of a call, of which clients take
/// no more than 8 KiB. Source: gRPC core, <c>grpc.max_metadata_size</c>.
/// </summary>
internal static class ErrorText
{
    private const int MaxListed = 10;

    /// <summary>The text, or its beginning.</summary>
    public static string Short(string text, int maxLength = 64) => text.Length <= maxLength ? text : $"{text[..maxLength]}…";

    /// <summary>The first names in quotes, and how many more there are: <c>['a', 'b', 7 more]</c>.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names as IReadOnlyCollection<string> ?? [.. names];
        var listed = all.Take(MaxListed).Select(name => $"'{Short(name)}'");
        return all.Count <= MaxListed
            ? $"[{string.Join(", ", listed)}]"
            : $"[{string.Join(", ", listed)}, {all.Count - MaxListed} more]";
    }
}
