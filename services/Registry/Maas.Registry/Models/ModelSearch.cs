using Maas.Filtering;
using Maas.Registry.Search;

namespace Maas.Registry.Models;

/// <summary>What models can be filtered and ordered by. The rows are those of <c>models m</c>.</summary>
internal static class ModelSearch
{
    /// <summary>Unique.</summary>
    public const string Key = "m.model_id";

    public static SearchSchema Schema { get; } = new(
        new Dictionary<string, SearchField>
        {
            ["model"] = Text("m.model_id"),
            ["display_name"] = Text("m.display_name"),
            ["description"] = Text("m.description"),
            ["create_time"] = Time("m.create_micros"),
            ["update_time"] = Time("m.update_micros"),
        },
        new Dictionary<string, SearchMap>
        {
            ["labels"] = new(SearchKind.Text, "model_labels", "model_id", "m.model_id", "label_key", "label_value"),
        });

    /// <summary>Newest first.</summary>
    public static SearchOrder DefaultOrder { get; } = new(Time("m.create_micros"), IsDescending: true, Key);

    private static SearchField.OfRow Text(string column) => new(SearchKind.Text, column);

    private static SearchField.OfRow Time(string column) => new(SearchKind.Time, column);
}

/// <summary>Which models a caller wants to see, and in which order.</summary>
/// <param name="Filter">Null means all.</param>
/// <param name="Order">How they come.</param>
/// <param name="ShowDeleted">Also those that were deleted and not purged yet.</param>
internal sealed record ModelList(Filter? Filter, SearchOrder Order, bool ShowDeleted);
