using Maas.Inference.Models;

namespace Maas.Inference.Catalog;

/// <summary>One version under one name. Immutable.</summary>
internal sealed record CatalogVersion
{
    /// <summary>Number of the version, e.g. <c>7</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required ModelState State { get; init; }

    /// <summary>Why it failed, is not ready yet or does not come back into memory, or why a preferred GPU is not used; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The loaded model; null unless ready or away.</summary>
    public ServedModel? Model { get; init; }

    /// <summary>Whether requests can be given to it.</summary>
    public bool TakesRequests => State is ModelState.Ready or ModelState.Away;

    /// <summary>What it runs on; empty until loaded.</summary>
    public string Device => Model?.Device ?? "";
}
