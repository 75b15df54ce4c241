namespace Maas.Statistics.Calibration;

/// <summary>
/// A curve that only rises: level within the blocks of an isotonic regression, straight between them, level outside. Immutable, thread-safe.
/// </summary>
/// <remarks>Source: Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass probability estimates", 2002.</remarks>
public sealed class IsotonicCurve
{
    private readonly double[] _inputs;
    private readonly double[] _outputs;

    /// <summary>Makes it from its knots: again the same curve, to the bit.</summary>
    /// <param name="inputs">As <see cref="Inputs"/>: one or more, ascending, distinct, finite.</param>
    /// <param name="outputs">As <see cref="Outputs"/>: as many, never falling, finite.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public IsotonicCurve(ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs)
    {
        if (inputs.IsEmpty || inputs.Length != outputs.Length)
        {
            throw new ArgumentException($"Expected as many outputs as inputs, 1 or more; got {outputs.Length} and {inputs.Length}.", nameof(outputs));
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            if (!double.IsFinite(inputs[i]) || !double.IsFinite(outputs[i])
                || (i > 0 && (inputs[i] <= inputs[i - 1] || outputs[i] < outputs[i - 1])))
            {
                throw new ArgumentException(
                    $"Expected finite inputs that ascend and finite outputs that never fall; got {inputs[i]} and {outputs[i]} at [{i}].", nameof(inputs));
            }
        }

        (_inputs, _outputs) = (inputs.ToArray(), outputs.ToArray());
    }

    /// <summary>Where the curve bends, ascending and distinct.</summary>
    public ReadOnlySpan<double> Inputs => _inputs;

    /// <summary>The curve at each of <see cref="Inputs"/>, never falling.</summary>
    public ReadOnlySpan<double> Outputs => _outputs;

    /// <summary>Fits it, O(n log n).</summary>
    /// <param name="inputs">One or more, in any order, finite.</param>
    /// <param name="targets">As many, finite.</param>
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is not finite.</exception>
    public static IsotonicCurve Fit(ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets)
    {
        var (knots, outputs) = (new List<double>(), new List<double>());
        foreach (var block in AdjacentViolators.Pool(inputs, targets))
        {
            knots.Add(block.First);
            outputs.Add(block.Value);
            if (block.Last > block.First)
            {
                knots.Add(block.Last);
                outputs.Add(block.Value);
            }
        }

        return new IsotonicCurve([.. knots], [.. outputs]);
    }

    /// <summary>The curve at an input; outside of the inputs of the fit, its end there. O(log blocks), allocates nothing.</summary>
    /// <param name="input">Any number but NaN.</param>
    public double At(double input)
    {
        if (double.IsNaN(input))
        {
            throw new ArgumentException("Expected a number.", nameof(input));
        }

        var found = Array.BinarySearch(_inputs, input);
        if (found >= 0)
        {
            return _outputs[found];
        }

        var above = ~found;
        if (above == 0 || above == _inputs.Length)
        {
            return _outputs[Math.Min(above, _inputs.Length - 1)];
        }

        var share = (input - _inputs[above - 1]) / (_inputs[above] - _inputs[above - 1]);
        return _outputs[above - 1] + (share * (_outputs[above] - _outputs[above - 1]));
    }
}
