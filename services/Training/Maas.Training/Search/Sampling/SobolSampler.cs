using Maas.Training.Search.Spaces;
using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Sampling;

/// <summary>
/// Chooses points of Sobol's sequence, scrambled: even in every parameter and every pair of them, best with 2^m trials behind the baseline. Thread-safe.
/// </summary>
internal sealed class SobolSampler(SearchSpace space, long seed) : ISampler
{
    private readonly SobolSequence _sequence = new(space.Parameters.Count, seed);
    private readonly RandomSampler _random = new(space, seed);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ParameterValue> Draw(IReadOnlyList<Trial> trials, int number, int attempt) =>
        attempt == 0 ? space.At(_sequence.PointAt(number - 1)) : _random.Draw(trials, number, attempt);
}
