using System.Numerics.Tensors;

namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// Minimises a smooth convex function: limited-memory BFGS with a backtracking line search.
/// </summary>
/// <remarks>Source: Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithms 7.4, 7.5 and 3.1.</remarks>
internal static class Lbfgs
{
    private const int Memory = 20;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Value at a point; writes its gradient.</summary>
    public delegate double Objective(double[] point, Span<double> gradient);

    /// <param name="objective">Smooth and convex.</param>
    /// <param name="point">Where to begin; becomes the minimum.</param>
    /// <param name="gradientTolerance">Ends when no part of the gradient is larger.</param>
    /// <param name="maxIterations">Ends then at the latest.</param>
    /// <param name="goesOn">Told the number of finished iterations and the value; says whether there shall be another.</param>
    /// <returns>Value at the minimum; not finite when the function left the range of numbers.</returns>
    public static double Minimise(
        Objective objective,
        double[] point,
        double gradientTolerance,
        int maxIterations,
        Func<int, double, bool> goesOn)
    {
        var gradient = new double[point.Length];
        var value = objective(point, gradient);
        LinkedList<Pair> pairs = [];
        for (var iteration = 1; iteration <= maxIterations; iteration++)
        {
            var steepest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(gradient));
            if (!double.IsFinite(value) || steepest <= gradientTolerance)
            {
                break;
            }

            var direction = Direction(gradient, pairs);
            var step = pairs.Count == 0 ? 1 / TensorPrimitives.SumOfMagnitudes<double>(gradient) : 1;
            if (Search(objective, point, value, gradient, direction, step) is not { } next)
            {
                break;
            }

            Remember(pairs, point, gradient, next);
            next.Point.CopyTo(point, 0);
            (value, gradient) = (next.Value, next.Gradient);
            if (!goesOn(iteration, value))
            {
                break;
            }
        }

        return value;
    }

    // Halves the step until the value falls enough; null when it no longer does, which is the end in floating point.
    private static Trial? Search(
        Objective objective, double[] point, double value, double[] gradient, double[] direction, double step)
    {
        var slope = TensorPrimitives.Dot<double>(gradient, direction);
        for (var halvings = 0; halvings < 50; halvings++, step /= 2)
        {
            var candidate = new double[point.Length];
            TensorPrimitives.MultiplyAdd<double>(direction, step, point, candidate);
            var candidateGradient = new double[point.Length];
            var candidateValue = objective(candidate, candidateGradient);
            if (candidateValue <= value + (SufficientDecrease * step * slope) && candidateValue < value)
            {
                return new Trial(candidate, candidateValue, candidateGradient);
            }
        }

        return null;
    }

    private static double[] Direction(double[] gradient, LinkedList<Pair> pairs)
    {
        var direction = (double[])gradient.Clone();
        var alphas = new Stack<double>();
        for (var pair = pairs.Last; pair is not null; pair = pair.Previous)
        {
            var alpha = pair.Value.Rho * TensorPrimitives.Dot<double>(pair.Value.Step, direction);
            alphas.Push(alpha);
            TensorPrimitives.MultiplyAdd<double>(pair.Value.Change, -alpha, direction, direction);
        }

        if (pairs.Last is { Value: var newest })
        {
            var scale = 1 / (newest.Rho * TensorPrimitives.SumOfSquares<double>(newest.Change));
            TensorPrimitives.Multiply(direction, scale, direction);
        }

        foreach (var pair in pairs)
        {
            var beta = pair.Rho * TensorPrimitives.Dot<double>(pair.Change, direction);
            TensorPrimitives.MultiplyAdd<double>(pair.Step, alphas.Pop() - beta, direction, direction);
        }

        TensorPrimitives.Negate<double>(direction, direction);
        return direction;
    }

    // A pair without curvature would break the approximation; it is left out.
    private static void Remember(LinkedList<Pair> pairs, double[] point, double[] gradient, Trial next)
    {
        var step = new double[point.Length];
        var change = new double[point.Length];
        TensorPrimitives.Subtract<double>(next.Point, point, step);
        TensorPrimitives.Subtract<double>(next.Gradient, gradient, change);
        var curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature <= 1e-12 * TensorPrimitives.SumOfSquares<double>(change))
        {
            return;
        }

        pairs.AddLast(new Pair(step, change, 1 / curvature));
        if (pairs.Count > Memory)
        {
            pairs.RemoveFirst();
        }
    }

    private sealed record Pair(double[] Step, double[] Change, double Rho);

    private sealed record Trial(double[] Point, double Value, double[] Gradient);
}
