namespace Maas.Statistics.Calibration;

/// <summary>The step function that only rises and is nearest to targets in squares: isotonic regression. Static, thread-safe.</summary>
/// <remarks>
/// Neighbours that are out of order are pooled to their mean. Source: Ayer et al., "An empirical distribution function for sampling with
/// incomplete information", 1955; linear once sorted: Best and Chakravarti, 1990.
/// </remarks>
public static class AdjacentViolators
{
    /// <summary>Blocks of rising value, ascending by input; equal inputs are in one. O(n log n).</summary>
    /// <param name="inputs">One or more, in any order, finite.</param>
    /// <param name="targets">As many, finite.</param>
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is not finite.</exception>
    public static IReadOnlyList<PooledBlock> Pool(ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets)
    {
        if (inputs.IsEmpty || inputs.Length != targets.Length)
        {
            throw new ArgumentException($"Expected as many targets as inputs, 1 or more; got {targets.Length} and {inputs.Length}.", nameof(targets));
        }

        var (sorted, values) = (inputs.ToArray(), targets.ToArray());
        Array.Sort(sorted, values);
        var blocks = new List<PooledBlock>();
        for (var start = 0; start < sorted.Length;)
        {
            // Of equal inputs the mean, so that the order of the rows decides nothing.
            var (end, sum) = (start, 0.0);
            for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                sum += values[end];
            }

            if (!double.IsFinite(sorted[start]) || !double.IsFinite(sum))
            {
                throw new ArgumentException("Expected finite inputs and targets only.", nameof(inputs));
            }

            Append(blocks, new PooledBlock(sorted[start], sorted[start], sorted[start], sum / (end - start), end - start));
            start = end;
        }

        return blocks;
    }

    private static void Append(List<PooledBlock> blocks, PooledBlock block)
    {
        while (blocks.Count > 0 && blocks[^1].Value >= block.Value)
        {
            block = blocks[^1].With(block);
            blocks.RemoveAt(blocks.Count - 1);
        }

        blocks.Add(block);
    }
}
