namespace Maas.Training.Search.Sampling.Parzen;

/// <summary>
/// Probabilities of the choices of a category by each observation: 1 for its own choice, and 1 / (observations + 1) for each, brought to a sum of 1;
/// the more is known, the less is left to others. The last has all alike.
/// </summary>
internal sealed class ChoiceKernels : IKernels
{
    private readonly double[][] _probabilities;

    /// <param name="choiceCount">Choices, 2 or more.</param>
    /// <param name="observations">Indexes of choices.</param>
    public ChoiceKernels(int choiceCount, IReadOnlyList<double> observations)
    {
        var prior = 1.0 / (observations.Count + 1);
        var sum = 1 + (choiceCount * prior);
        _probabilities =
        [
            .. observations.Select(own => Enumerable.Range(0, choiceCount)
                .Select(choice => (prior + (choice == (int)own ? 1 : 0)) / sum)
                .ToArray()),
            [.. Enumerable.Repeat(1.0 / choiceCount, choiceCount)],
        ];
    }

    /// <inheritdoc/>
    public double Draw(int kernel, SeededDraws draws) => draws.NextIndex(_probabilities[kernel]);

    /// <inheritdoc/>
    public void AddLogDensities(double place, Span<double> sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += Math.Log(_probabilities[i][(int)place]);
        }
    }
}
