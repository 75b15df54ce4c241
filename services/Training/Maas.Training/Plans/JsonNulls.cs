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
    public static string FindFirst(JsonElement content) => Find(content)?.TrimStart('.') ?? "";

    // Null when there is none; else the way to it from the element, told on the way back: most content has none, and millions of numbers.
    private static string? Find(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Object => FindInObject(element),
        JsonValueKind.Array => FindInArray(element),
        _ => null,
    };

    private static string? FindInObject(JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (Find(property.Value) is { } rest && !(property.Value.ValueKind == JsonValueKind.Null && Optional.Contains(property.Name)))
            {
                return $".{property.Name}{rest}";
            }
        }

        return null;
    }

    private static string? FindInArray(JsonElement element)
    {
        foreach (var (index, item) in element.EnumerateArray().Index())
        {
            if (Find(item) is { } rest)
            {
                return $"[{index}]{rest}";
            }
        }

        return null;
    }
}
