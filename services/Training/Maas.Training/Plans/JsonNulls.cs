using System.Text.Json;

namespace Maas.Training.Plans;

/// <summary>
/// Finds nothing where something must be in what a worker left: a worker elsewhere may leave anything, and JSON lets null stand, or a value be left out,
/// wherever the types say that there is one.
/// </summary>
internal static class JsonNulls
{
    // What need not be: most tensors are no images, and what a failure says is in its message.
    private static readonly string[] Optional = ["imageShape", "metadata"];

    /// <summary>Where the first one is, e.g. <c>variants[2].name</c>; empty when there is none.</summary>
    /// <param name="content">As it was read, written anew: what was left out is null.</param>
    public static string FindFirst(JsonElement content) => Find(content, "");

    private static string Find(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Null => path,
        JsonValueKind.Object => First(element.EnumerateObject()
            .Where(property => !Optional.Contains(property.Name) || property.Value.ValueKind != JsonValueKind.Null)
            .Select(property => Find(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))),
        JsonValueKind.Array => First(element.EnumerateArray().Select((item, index) => Find(item, $"{path}[{index}]"))),
        _ => "",
    };

    private static string First(IEnumerable<string> paths) => paths.FirstOrDefault(path => path.Length > 0, "");
}
