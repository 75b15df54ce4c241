namespace Maas.Inference.Batching;

/// <summary>Who is served first: the lower priority number, then the earlier deadline, then who came first.</summary>
/// <remarks>Source: Liu, Layland, "Scheduling Algorithms for Multiprogramming in a Hard-Real-Time Environment", 1973, section 7.</remarks>
/// <param name="Priority">1 is first.</param>
/// <param name="Deadline">Timestamp.</param>
/// <param name="Arrival">Counts arrivals.</param>
internal readonly record struct JobOrder(int Priority, long Deadline, long Arrival) : IComparable<JobOrder>
{
    /// <inheritdoc/>
    public int CompareTo(JobOrder other)
    {
        var order = Priority.CompareTo(other.Priority);
        order = order != 0 ? order : Deadline.CompareTo(other.Deadline);
        return order != 0 ? order : Arrival.CompareTo(other.Arrival);
    }
}
