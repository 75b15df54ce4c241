using Maas.Onnx.Building;

namespace Maas.Training.Worker.Calibration;

/// <summary>
/// Makes calibrated probabilities of a classifier's own, in both halves: the trainer's figures and the ONNX nodes. Immutable.
/// </summary>
internal abstract record Calibrator
{
    // Keeps logarithms finite.
    private const double Smallest = 1e-300;

    /// <summary>Calibrates rows in place.</summary>
    /// <param name="probabilities">Shape [rows, classes], row-major; each row sums to 1.</param>
    /// <param name="classCount">Classes.</param>
    public abstract void Apply(Span<double> probabilities, int classCount);

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">Gets them.</param>
    /// <param name="logits">FLOAT [N, classes].</param>
    /// <returns>Probabilities, FLOAT [N, classes].</returns>
    public abstract OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue logits);

    /// <summary>Probabilities of logits.</summary>
    protected static OnnxValue Softmax(OnnxGraphBuilder graph, OnnxValue logits) =>
        graph.Node("Softmax", "probabilities", [logits], OnnxArgument.Of("axis", 1));

    /// <summary>The logarithm of a probability, finite.</summary>
    protected static double Log(double probability) => Math.Log(Math.Max(probability, Smallest));

    /// <summary>Log-odds of the second of two classes.</summary>
    protected static double LogOdds(ReadOnlySpan<double> row) => Log(row[1]) - Log(row[0]);
}

/// <summary>Leaves probabilities as they are.</summary>
internal sealed record Uncalibrated : Calibrator
{
    public override void Apply(Span<double> probabilities, int classCount)
    {
    }

    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue logits) => Softmax(graph, logits);
}
