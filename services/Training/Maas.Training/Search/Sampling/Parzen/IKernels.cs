namespace Maas.Training.Search.Sampling.Parzen;

/// <summary>What an estimator knows of one parameter: a distribution around each observation, and one that knows nothing, the last.</summary>
internal interface IKernels
{
    /// <summary>A place drawn from a distribution: in [0, 1], or the index of a choice.</summary>
    double Draw(int kernel, SeededDraws draws);

    /// <summary>Adds the logarithm of the density or probability of a place by each distribution.</summary>
    /// <param name="place">In [0, 1], or the index of a choice.</param>
    /// <param name="sums">Shape [observations + 1].</param>
    void AddLogDensities(double place, Span<double> sums);
}
