namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// Weights of a linear model: score k of a row x is <c>Intercepts[k] + sum over j of Coefficients[k, j] * x[j]</c>.
/// </summary>
/// <param name="Coefficients">Shape [outputs, width], row-major.</param>
/// <param name="Intercepts">One per output.</param>
internal sealed record LinearWeights(double[] Coefficients, double[] Intercepts)
{
    /// <summary>Scores per row.</summary>
    public int OutputCount => Intercepts.Length;

    /// <summary>Features per row.</summary>
    public int Width => Coefficients.Length / Intercepts.Length;

    /// <summary>The coefficients of one output.</summary>
    public ReadOnlySpan<double> Row(int output) => Coefficients.AsSpan(output * Width, Width);
}
