namespace Maas.Statistics.Performance;

/// <summary>What the prediction of a row is expected to cost, and how far that scatters; <see cref="LossSums"/> adds rows up.</summary>
/// <param name="Absolute">Mean of |error|, 0 or more.</param>
/// <param name="AbsoluteVariance">Variance of |error|, 0 or more.</param>
/// <param name="Squared">Mean of error², 0 or more.</param>
/// <param name="SquaredVariance">Variance of error², 0 or more.</param>
public readonly record struct ExpectedLoss(double Absolute, double AbsoluteVariance, double Squared, double SquaredVariance);
