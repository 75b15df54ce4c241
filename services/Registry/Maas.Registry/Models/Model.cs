using System.Text.Json.Serialization;

namespace Maas.Registry.Models;

/// <summary>A named line of model versions. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record Model
{
    /// <summary>Last segment of the name.</summary>
    public required string Id { get; init; }

    /// <summary>Never used again after a deletion.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Human-readable name, at most 63 characters; may be empty.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>What the model is for, at most 4,096 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>The users' own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Alias id to version number.</summary>
    public IReadOnlyDictionary<string, long> Aliases { get; init; } = new Dictionary<string, long>();

    /// <summary>0 before the first version.</summary>
    public long LatestVersionNumber { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When a user last changed it.</summary>
    public DateTimeOffset UpdateTime { get; init; }

    /// <summary>When it was deleted; null while it is not.</summary>
    public DateTimeOffset? DeleteTime { get; init; }

    /// <summary>When it is purged; null while it is not deleted.</summary>
    public DateTimeOffset? ExpireTime { get; init; }

    /// <summary>Revision of the registry at which a user last changed it; never the same twice.</summary>
    public long Revision { get; init; }

    /// <summary>Quoted, as RFC 9110 has it, e.g. <c>"7"</c>.</summary>
    [JsonIgnore]
    public string Etag => $"\"{Revision}\"";

    /// <summary>Resource name.</summary>
    [JsonIgnore]
    public string Name => RegistryNames.Model(Id);

    /// <summary>Notes every value that breaks a rule.</summary>
    public void Check(FieldChecks checks)
    {
        checks.RequireLength(DisplayName, 63, "model.display_name");
        checks.RequireLength(Description, 4096, "model.description");
        checks.RequireLabels(Labels, "model.labels");
    }
}
