namespace Maas.Inference.Catalog;

/// <summary>Where a version stands on this replica.</summary>
internal enum ModelState
{
    /// <summary>Bytes are fetched, verified and loaded.</summary>
    Loading = 1,

    /// <summary>It answers.</summary>
    Ready = 2,

    /// <summary>It cannot be served; the reason says why.</summary>
    Failed = 3,

    /// <summary>It left memory and could not be brought back, and the reason says why. Requests that reach it try again.</summary>
    Away = 4,
}
