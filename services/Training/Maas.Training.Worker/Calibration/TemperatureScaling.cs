using Maas.Onnx.Building;

namespace Maas.Training.Worker.Calibration;

/// <summary>Divides logits by a temperature: above 1 it makes a model less sure of itself.</summary>
/// <remarks>Source: Guo et al., "On calibration of modern neural networks", 2017, section 4.2.</remarks>
/// <param name="Temperature">Above 0.</param>
internal sealed record TemperatureScaling(double Temperature) : Calibrator
{
    private const double Coldest = 0.02;
    private const double Hottest = 50;

    /// <summary>
    /// The temperature of least cross-entropy with a truth that is not quite sure: as Platt has it, of n rows that are right (n + 1) / (n + 2)
    /// counts for the class and the rest for the others, so that a model that makes no mistake on few rows does not become certain.
    /// </summary>
    /// <param name="probabilities">Shape [rows, classes], row-major.</param>
    /// <param name="truth">Class of each row.</param>
    /// <param name="classCount">Classes.</param>
    public static TemperatureScaling Fit(double[] probabilities, int[] truth, int classCount)
    {
        // The loss is convex in 1 / T; the golden section halves the logarithm of the interval until rounding.
        var (low, high) = (Math.Log(Coldest), Math.Log(Hottest));
        var ratio = (Math.Sqrt(5) - 1) / 2;
        for (var i = 0; i < 60; i++)
        {
            var (left, right) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
            (low, high) = Loss(Math.Exp(left)) <= Loss(Math.Exp(right)) ? (low, right) : (left, high);
        }

        return new TemperatureScaling(Math.Exp((low + high) / 2));

        double Loss(double temperature)
        {
            var calibrated = (double[])probabilities.Clone();
            new TemperatureScaling(temperature).Apply(calibrated, classCount);
            var others = 1.0 / (truth.Length + 2) / (classCount - 1);
            double loss = 0;
            for (var at = 0; at < calibrated.Length; at++)
            {
                var isTrue = truth[at / classCount] == at % classCount;
                loss -= (isTrue ? 1 - ((classCount - 1) * others) : others) * Log(calibrated[at]);
            }

            return loss;
        }
    }

    public override void Apply(Span<double> probabilities, int classCount)
    {
        for (var start = 0; start < probabilities.Length; start += classCount)
        {
            var row = probabilities.Slice(start, classCount);
            foreach (ref var value in row)
            {
                value = Log(value) / Temperature;
            }

            Algorithms.Softmax.InPlace(row);
        }
    }

    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue logits) =>
        Softmax(graph, graph.Node("Div", "tempered", [logits, graph.Floats("temperature", [(float)Temperature])]));
}
