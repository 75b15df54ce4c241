namespace Maas.Inference.Admission;

/// <summary>Where a model is loaded for the first time.</summary>
internal enum FirstLoadPolicy
{
    /// <summary>In the sandbox where there is one, else here.</summary>
    Preferred,

    /// <summary>In the sandbox; without one nothing is served.</summary>
    Required,

    /// <summary>Here: the structure is validated and no more.</summary>
    Skipped,
}
