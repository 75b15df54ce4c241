using System.Text.Json.Serialization;

namespace Maas.Training.Jobs;

/// <summary>
/// Losses of a job by epoch, of all its workers. However long it learns, the curve stays small: when it is full, every second point goes, and from then on half as
/// many are kept. The first epoch and the newest are always among them. Immutable.
/// </summary>
internal sealed record LossCurve
{
    /// <summary>Most points there are.</summary>
    public const int MaxPoints = 256;

    // Odd when one more comes, so that of every second point the last one stays.
    private const int MostKept = MaxPoints - 2;

    /// <summary>Before the first epoch has ended.</summary>
    public static LossCurve Empty { get; } = new();

    /// <summary>Those that stay until the curve is thinned, by epoch, ascending.</summary>
    public IReadOnlyList<EpochLoss> Kept { get; init; } = [];

    /// <summary>The newest, when it is not one of them: the next may take its place.</summary>
    public EpochLoss? Newest { get; init; }

    /// <summary>Of so many epochs that are told one is kept.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Epochs that were told since the last one that is kept.</summary>
    public int Skipped { get; init; }

    /// <summary>The last epoch that was told; 0 before the first.</summary>
    [JsonIgnore]
    public int LastEpoch => Newest?.Epoch ?? (Kept.Count > 0 ? Kept[^1].Epoch : 0);

    /// <summary>All points after an epoch, ascending; all there are when the curve does not reach so far.</summary>
    /// <param name="epoch">0 for all.</param>
    public IReadOnlyList<EpochLoss> After(int epoch)
    {
        var from = epoch > LastEpoch ? 0 : epoch;
        return [.. Newest is null ? Kept.Where(point => point.Epoch > from) : Kept.Append(Newest).Where(point => point.Epoch > from)];
    }

    /// <summary>
    /// Adds what is told of an epoch. A worker that goes on from a checkpoint tells some once more: what was known of those, and of later ones, goes.
    /// </summary>
    public LossCurve Add(EpochLoss point)
    {
        if (point.Epoch <= LastEpoch)
        {
            return After(LastEpoch - 1)[^1] == point ? this : Before(point.Epoch).Add(point);
        }

        if (Skipped + 1 < Stride)
        {
            return this with { Newest = point, Skipped = Skipped + 1 };
        }

        var added = this with { Kept = [.. Kept, point], Newest = null, Skipped = 0 };
        return added.Kept.Count <= MostKept ? added : added with { Kept = [.. added.Kept.Where((_, place) => place % 2 == 0)], Stride = 2 * Stride };
    }

    private LossCurve Before(int epoch) => this with { Kept = [.. Kept.Where(point => point.Epoch < epoch)], Newest = null, Skipped = 0 };
}

/// <summary>Losses after an epoch, finite.</summary>
/// <param name="Epoch">Which one, from 1.</param>
/// <param name="Training">Mean per training row over it.</param>
/// <param name="Validation">Mean per validation row after it; null without such rows.</param>
internal sealed record EpochLoss(int Epoch, double Training, double? Validation);
