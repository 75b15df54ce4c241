namespace Maas.Inference.Predictions;

/// <summary>Rows of named values that someone wants predicted.</summary>
internal sealed record RowRequest
{
    /// <summary>A deployment id or a model id.</summary>
    public required string Model { get; init; }

    /// <summary>Pins a version by number; empty lets the traffic shares decide.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Keeps its version under the same shares; empty for none.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>1 to 10,000; a name left out is a missing value.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, RowValue>> Rows { get; init; }

    /// <summary>What the caller counts as the first of them, for errors; 0 unless they are part of a stream.</summary>
    public long FirstRow { get; init; }

    /// <summary>Until when the caller waits, UTC; <see cref="DateTime.MaxValue"/> for as long as it takes.</summary>
    public required DateTime Deadline { get; init; }

    /// <summary>Told where the time went; null when nobody asks.</summary>
    public Action<string>? TellTimings { get; init; }
}
