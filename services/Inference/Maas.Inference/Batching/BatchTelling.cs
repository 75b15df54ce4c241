namespace Maas.Inference.Batching;

/// <summary>
/// Gives the jobs of a batch their rows. What follows, the writing of the answers, happens right there, so the jobs are shared among as
/// many threads as there are processors. Used for one batch after another.
/// </summary>
/// <param name="batch">Whose jobs are told.</param>
/// <param name="told">Called once all of them were told.</param>
internal sealed class BatchTelling(Batch batch, Action<Batch> told)
{
    // A change of threads costs about as much as the writing of a few small answers.
    private const int MinShare = 4;

    private BatchResult? _result;
    private int _shares;

    /// <summary>Tells all jobs; takes over the maker's reference to the result.</summary>
    public void Begin(BatchResult result)
    {
        var count = batch.Jobs.Count;
        var size = Math.Max(MinShare, (count + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        _result = result;
        _shares = (count + size - 1) / size;
        for (var first = size; first < count; first += size)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static share => share.Telling.Tell(share.First, share.Size), (Telling: this, First: first, Size: size), preferLocal: false);
        }

        Tell(0, size);
    }

    private void Tell(int first, int size)
    {
        var isAlone = batch.Jobs.Count == 1;
        for (var i = first; i < Math.Min(first + size, batch.Jobs.Count); i++)
        {
            batch.Jobs[i].Succeed(_result!, isAlone);
        }

        if (Interlocked.Decrement(ref _shares) == 0)
        {
            _result!.Release();
            _result = null;
            told(batch);
        }
    }
}
