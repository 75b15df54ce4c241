using System.Text.Json.Serialization;
using Maas.Registry.Aliases;
using Maas.Registry.Deployments;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Changes;

/// <summary>What happened to a resource. Kept by name: rename none.</summary>
internal enum ChangeKind
{
    /// <summary>It was made.</summary>
    Created = 1,

    /// <summary>It was changed.</summary>
    Updated = 2,

    /// <summary>It is gone.</summary>
    Deleted = 3,
}

/// <summary>
/// One change of one resource, with the resource as it was after it (before it, when deleted). Immutable. Kept as
/// JSON: rename no property.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Resource">Name of the resource.</param>
/// <param name="Time">When.</param>
internal sealed record Change(ChangeKind Kind, string Resource, DateTimeOffset Time)
{
    /// <summary>Set when a model changed.</summary>
    public Model? Model { get; init; }

    /// <summary>Set when a version was created.</summary>
    public ModelVersion? ModelVersion { get; init; }

    /// <summary>Set when an alias moved.</summary>
    public Alias? Alias { get; init; }

    /// <summary>Set when a deployment changed, or an alias that it follows moved.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>Etag of the resource after it; empty when the resource is gone.</summary>
    [JsonIgnore]
    public string Etag => IsGone ? "" : Model?.Etag ?? ModelVersion?.Etag ?? Alias?.Etag ?? Deployment!.Etag;

    /// <summary>The resource as it is kept; empty when it is gone.</summary>
    [JsonIgnore]
    public string StateJson => IsGone ? "" : Model is not null ? DatabaseJson.Write(Model)
        : ModelVersion is not null ? DatabaseJson.Write(ModelVersion)
        : Alias is not null ? DatabaseJson.Write(Alias)
        : DatabaseJson.Write(Deployment);

    // Models and versions can be undeleted.
    private bool IsGone => Kind == ChangeKind.Deleted && Model is null && ModelVersion is null;
}

/// <summary>One message of a watch.</summary>
/// <param name="Revision">Of the change; without one, up to where all was sent.</param>
/// <param name="Change">Null in a progress mark.</param>
internal sealed record WatchEvent(long Revision, Change? Change);
