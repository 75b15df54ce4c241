namespace Maas.Inference.Repository;

/// <summary>Who says which models of a repository folder are served.</summary>
internal enum ModelControlMode
{
    /// <summary>The folder: what lies in it is served, and it is looked at again and again.</summary>
    Poll = 0,

    /// <summary>Callers: what they load is served, until they unload it.</summary>
    Explicit = 1,
}
