using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Onnx.Sandboxing;

/// <summary>A line that the process in the sandbox writes about itself. The launcher trusts it no further than a client.</summary>
public sealed record SandboxReport
{
    /// <summary>How far it came.</summary>
    public required SandboxStage Stage { get; init; }

    /// <summary>What went wrong; empty when nothing did.</summary>
    public string Message { get; init; } = "";

    /// <summary>Milliseconds the load took.</summary>
    public double? LoadMs { get; init; }

    /// <summary>Milliseconds the run took.</summary>
    public double? RunMs { get; init; }

    /// <summary>The most memory so far.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Name and version of the runtime.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>One line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, SandboxReportJson.Default.SandboxReport);

    /// <summary>Null when the line is none.</summary>
    public static SandboxReport? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SandboxReportJson.Default.SandboxReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How far the process in the sandbox came.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SandboxStage>))]
public enum SandboxStage
{
    /// <summary>Limits are set; the load begins.</summary>
    Loading,

    /// <summary>Loaded; the run begins.</summary>
    Running,

    /// <summary>It ran. A message tells why it failed on zeros.</summary>
    Done,

    /// <summary>The runtime refuses the model.</summary>
    Rejected,

    /// <summary>The time is up.</summary>
    TimedOut,

    /// <summary>There is no memory left.</summary>
    OutOfMemory,
}

[JsonSerializable(typeof(SandboxReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class SandboxReportJson : JsonSerializerContext;
