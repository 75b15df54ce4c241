using Maas.Inference.Models;

namespace Maas.Inference.Loading;

/// <summary>Inputs and the outputs they must give. Immutable.</summary>
/// <param name="Inputs">Every input of the graph.</param>
/// <param name="ExpectedOutputs">Outputs to compare, at least one.</param>
/// <param name="Tolerance">Largest allowed absolute difference of a floating-point element, &gt;= 0; others must be equal.</param>
internal sealed record GoldenExample(
    IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> ExpectedOutputs, double Tolerance = GoldenExample.DefaultTolerance)
{
    /// <summary>What a tolerance of 0 in the registry means.</summary>
    public const double DefaultTolerance = 1e-4;
}
