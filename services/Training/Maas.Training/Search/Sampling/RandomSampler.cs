using Maas.Training.Search.Spaces;
using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Sampling;

/// <summary>Chooses each parameter by chance. Thread-safe.</summary>
/// <remarks>Source: Bergstra and Bengio, "Random search for hyper-parameter optimization", 2012.</remarks>
internal sealed class RandomSampler(SearchSpace space, long seed) : ISampler
{
    // Keeps its draws apart from those of other samplers.
    private const int Stream = 1;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ParameterValue> Draw(IReadOnlyList<Trial> trials, int number, int attempt)
    {
        var draws = new SeededDraws(seed, Stream, number, attempt);
        var point = new double[space.Parameters.Count];
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = draws.NextUnit();
        }

        return space.At(point);
    }
}
