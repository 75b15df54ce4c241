namespace Maas.Inference.Batching;

/// <summary>What may be put into one run of a version.</summary>
/// <param name="MaxRows">Most rows of several requests together; 1 when every request runs alone.</param>
/// <param name="Note">Why no more; empty when it is as many as the settings say.</param>
internal sealed record BatchLimits(int MaxRows, string Note)
{
    /// <summary>Every request runs alone.</summary>
    public static BatchLimits Alone(string note) => new(1, note);
}
