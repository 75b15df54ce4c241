namespace Maas.Inference.Batching;

/// <summary>Timestamps of one job; 0 where it did not come so far. Not thread-safe.</summary>
internal sealed class JobTimes
{
    /// <summary>It came.</summary>
    public long Arrived { get; set; }

    /// <summary>Its inputs were read and checked.</summary>
    public long Read { get; set; }

    /// <summary>It was taken into a batch.</summary>
    public long Taken { get; set; }

    /// <summary>The inputs of its batch were in one place, and the model began.</summary>
    public long Began { get; set; }

    /// <summary>The model ended, well or not.</summary>
    public long Ended { get; set; }

    /// <summary>It was known how the request ends.</summary>
    public long Over { get; set; }

    /// <summary>
    /// The stages that the job came to, in their order, each beginning where the one before ends; none before <see cref="Over"/>. The
    /// stage in which it failed ends with the failure.
    /// </summary>
    public IEnumerable<(string Name, long Begin, long End)> Stages()
    {
        if (Over == 0)
        {
            yield break;
        }

        var begin = Arrived;
        foreach (var (name, end) in new[] { ("read", Read), ("queue", Taken), ("form", Began), ("run", Ended) })
        {
            yield return (name, begin, end > 0 ? end : Over);
            if (end == 0)
            {
                yield break;
            }

            begin = end;
        }
    }

    /// <summary>Forgets all, for the next job.</summary>
    public void Clear() => (Arrived, Read, Taken, Began, Ended, Over) = (0, 0, 0, 0, 0, 0);
}
