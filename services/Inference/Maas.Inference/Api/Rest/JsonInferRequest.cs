namespace Maas.Inference.Api.Rest;

/// <summary>An infer request in JSON; the elements of tensors are not read yet, since their type may come after them.</summary>
internal sealed record JsonInferRequest
{
    /// <summary>Echoed in the answer.</summary>
    public string Id { get; set; } = "";

    /// <summary>What was said beside the tensors.</summary>
    public Dictionary<string, object?> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs in any order.</summary>
    public List<JsonInput> Inputs { get; } = [];

    /// <summary>Outputs asked for; empty for all.</summary>
    public List<JsonOutput> Outputs { get; } = [];

    /// <summary>Whether outputs come behind the JSON unless they say otherwise.</summary>
    public bool IsBinaryByDefault { get; set; }

    /// <summary>Whether this output comes behind the JSON.</summary>
    public bool IsBinary(string output) =>
        Outputs.Find(wanted => wanted.Name == output)?.IsBinary ?? IsBinaryByDefault;
}

/// <summary>An input in JSON.</summary>
internal sealed record JsonInput
{
    public string Name { get; set; } = "";

    public string DataType { get; set; } = "";

    public long[] Shape { get; set; } = [];

    /// <summary>The JSON array of the elements; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Data { get; set; }

    /// <summary>Length of the raw content behind the JSON; null when the elements are in the JSON.</summary>
    public long? BinarySize { get; set; }

    public Dictionary<string, object?> Parameters { get; } = new(StringComparer.Ordinal);
}

/// <summary>An output asked for in JSON.</summary>
internal sealed record JsonOutput
{
    public string Name { get; set; } = "";

    /// <summary>Whether it comes behind the JSON; null for what the request says.</summary>
    public bool? IsBinary { get; set; }

    public Dictionary<string, object?> Parameters { get; } = new(StringComparer.Ordinal);
}
