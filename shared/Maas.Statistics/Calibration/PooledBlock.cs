namespace Maas.Statistics.Calibration;

/// <summary>Neighbours of one value in a fit that only rises; see <see cref="AdjacentViolators"/>.</summary>
/// <param name="First">The smallest input.</param>
/// <param name="Last">The largest input.</param>
/// <param name="Center">Mean of the inputs, weighted.</param>
/// <param name="Value">Mean of the targets, weighted.</param>
/// <param name="Weight">Sum of the weights.</param>
public readonly record struct PooledBlock(double First, double Last, double Center, double Value, double Weight)
{
    internal PooledBlock With(PooledBlock next)
    {
        var both = Weight + next.Weight;
        return new PooledBlock(
            First,
            next.Last,
            ((Center * Weight) + (next.Center * next.Weight)) / both,
            ((Value * Weight) + (next.Value * next.Weight)) / both,
            both);
    }
}
