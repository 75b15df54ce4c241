namespace Maas.Inference.Batching;

/// <summary>Timestamps of one job. Not thread-safe.</summary>
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

    /// <summary>The model ended.</summary>
    public long Ended { get; set; }
}
