using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;

namespace Maas.Training.Worker.Calibration;

/// <summary>The probability of the second of two classes is sigmoid(slope * log-odds + shift).</summary>
/// <remarks>
/// Source: Platt, "Probabilistic outputs for support vector machines", 1999, with the targets of its section 2.2, which keep the
/// fit finite.
/// </remarks>
/// <param name="Slope">What the log-odds are multiplied with.</param>
/// <param name="Shift">What is added.</param>
internal sealed record PlattScaling(double Slope, double Shift) : Calibrator
{
    /// <summary>The fit of least cross-entropy.</summary>
    /// <param name="probabilities">Shape [rows, 2], row-major.</param>
    /// <param name="truth">Class of each row.</param>
    public static PlattScaling Fit(double[] probabilities, int[] truth)
    {
        double[] odds = [.. Enumerable.Range(0, truth.Length).Select(row => LogOdds(probabilities.AsSpan(2 * row, 2)))];
        double positives = truth.Sum();
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (truth.Length - positives + 2));
        var point = new double[] { 1, 0 };
        Lbfgs.Minimise(Objective, point, gradientTolerance: 1e-9 * truth.Length, maxIterations: 200, (_, _) => true);
        return new PlattScaling(point[0], point[1]);

        double Objective(double[] at, Span<double> gradient)
        {
            double loss = 0;
            gradient.Clear();
            for (var row = 0; row < odds.Length; row++)
            {
                var (logit, target) = ((at[0] * odds[row]) + at[1], truth[row] == 1 ? high : low);

                // log(1 + e^z) - target z, without overflow.
                loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit))) - (target * logit);
                var residual = (1 / (1 + Math.Exp(-logit))) - target;
                gradient[0] += residual * odds[row];
                gradient[1] += residual;
            }

            return loss;
        }
    }

    public override void Apply(Span<double> probabilities, int classCount)
    {
        for (var start = 0; start < probabilities.Length; start += 2)
        {
            var row = probabilities.Slice(start, 2);
            row[1] = 1 / (1 + Math.Exp(-((Slope * LogOdds(row)) + Shift)));
            row[0] = 1 - row[1];
        }
    }

    // The log-odds are the difference of both logits: its half, up and down, has the same softmax.
    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue logits)
    {
        var weights = graph.Floats("platt_weights", [(float)(Slope / 2), (float)(-Slope / 2), (float)(-Slope / 2), (float)(Slope / 2)], 2, 2);
        var shift = graph.Floats("platt_shift", [(float)(-Shift / 2), (float)(Shift / 2)], 2);
        return Softmax(graph, graph.Node("Gemm", "platt", [logits, weights, shift]));
    }
}
