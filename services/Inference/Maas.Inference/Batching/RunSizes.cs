namespace Maas.Inference.Batching;

/// <summary>
/// Tells runs whose inputs are far larger than those of others, learned from runs. The larger it is, the more often it may come and stay an
/// outlier: one 8 times as large as others once in 355 runs, one 1,000 times as large once in 60; what comes more often is usual after the
/// first few. Instances write at the same time without a lock: now and then
/// a run is not learned from, which does not matter.
/// </summary>
internal sealed class RunSizes
{
    // All in doublings. Rising fast and falling slowly, it is near the largest of what runs again and again.
    private const double Rise = 1.0 / 2;
    private const double Fall = 1.0 / 512;
    private const double Outlier = 2;

    private double _usual;
    private double _tried;

    /// <summary>Learns from a run before the version serves: what is no larger than it is no outlier ever.</summary>
    /// <param name="bytes">Of all inputs.</param>
    public void Try(long bytes) => _usual = _tried = Math.Max(_tried, Doublings(bytes));

    /// <summary>Learns from a run.</summary>
    /// <param name="bytes">Of all inputs.</param>
    /// <returns>Whether it is more than four times as large as what usually runs, and as what was tried.</returns>
    public bool Add(long bytes)
    {
        var (size, usual) = (Doublings(bytes), _usual);
        _usual = usual == 0 ? size : usual + ((size - usual) * (size > usual ? Rise : Fall));
        return usual > 0 && size > Math.Max(usual, _tried) + Outlier;
    }

    /// <summary>Forgets all, and takes over what another knows.</summary>
    public void Replace(RunSizes other) => (_usual, _tried) = (other._usual, other._tried);

    private static double Doublings(long bytes) => Math.Log2(Math.Max(1, bytes) + 1.0);
}
