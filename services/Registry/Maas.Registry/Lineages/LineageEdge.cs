namespace Maas.Registry.Lineages;

/// <summary>How two resources hang together.</summary>
internal enum LineageKind
{
    /// <summary>A version was trained on a dataset version.</summary>
    TrainedOn = 1,

    /// <summary>A version was made by a training job.</summary>
    MadeBy = 2,

    /// <summary>A version was made by a revision of code.</summary>
    Code = 3,

    /// <summary>A version continues another.</summary>
    Continues = 4,

    /// <summary>An alias points at a version.</summary>
    Alias = 5,

    /// <summary>A deployment serves a version.</summary>
    ServedBy = 6,
}

/// <summary>One step of lineage.</summary>
/// <param name="From">Name of the earlier resource.</param>
/// <param name="To">Name of the later resource.</param>
/// <param name="Kind">How they hang together.</param>
internal readonly record struct LineageEdge(string From, string To, LineageKind Kind);

/// <summary>What was found.</summary>
/// <param name="Edges">Each once, nearest first.</param>
/// <param name="IsTruncated">Whether there was more than depth or number allow.</param>
internal sealed record LineageTrace(IReadOnlyList<LineageEdge> Edges, bool IsTruncated);
