using System.Text.Json.Serialization;

namespace Maas.Registry.Audit;

/// <summary>One change, who made it, and the digest that ties it to the one before. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record AuditEvent
{
    /// <summary>Counts from 1 without gaps.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>What was called.</summary>
    public required string Method { get; init; }

    /// <summary>What was changed.</summary>
    public required string Resource { get; init; }

    /// <summary>Empty when it was made by it.</summary>
    public required string BeforeEtag { get; init; }

    /// <summary>Empty when it is gone.</summary>
    public required string AfterEtag { get; init; }

    /// <summary>Empty when the call had none.</summary>
    public required string RequestId { get; init; }

    /// <summary>Digest of the resource as it is kept; empty when it is gone.</summary>
    public required string StateSha256 { get; init; }

    /// <summary>Digest of the event before; 64 zeros for the first.</summary>
    public required string PreviousSha256 { get; init; }

    /// <summary>Digest over the JSON of all of the above.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";
}
