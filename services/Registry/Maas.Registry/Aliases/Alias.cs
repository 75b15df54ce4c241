using System.Text.Json.Serialization;

namespace Maas.Registry.Aliases;

/// <summary>A movable name for one version of a model. Immutable. Kept as JSON: rename no property.</summary>
/// <param name="Model">Id of the model.</param>
/// <param name="Id">Last segment of the name.</param>
/// <param name="VersionNumber">The version it points at.</param>
/// <param name="SequenceNumber">Counts its moves from 1; goes on when it is deleted and made again.</param>
/// <param name="UpdateTime">When it last moved.</param>
internal sealed record Alias(string Model, string Id, long VersionNumber, long SequenceNumber, DateTimeOffset UpdateTime)
{
    /// <summary>Quoted, as RFC 9110 has it.</summary>
    [JsonIgnore]
    public string Etag => $"\"{SequenceNumber}\"";

    /// <summary>Resource name.</summary>
    [JsonIgnore]
    public string Name => RegistryNames.Alias(Model, Id);

    /// <summary>Name of the version it points at.</summary>
    [JsonIgnore]
    public string ModelVersion => RegistryNames.Version(Model, VersionNumber);
}

/// <summary>One move of an alias; begins where the one before ended.</summary>
/// <param name="Model">Id of the model.</param>
/// <param name="SequenceNumber">Counts from 1 without gaps.</param>
/// <param name="PreviousVersionNumber">Null when the alias was made by it.</param>
/// <param name="VersionNumber">Null when the alias was deleted by it.</param>
/// <param name="MoveTime">When. Never before the move before it, whatever the clock says.</param>
/// <param name="Actor">Who.</param>
/// <param name="IsRollback">Whether it went back.</param>
internal sealed record AliasMove(
    string Model, long SequenceNumber, long? PreviousVersionNumber, long? VersionNumber, DateTimeOffset MoveTime,
    string Actor, bool IsRollback = false);
