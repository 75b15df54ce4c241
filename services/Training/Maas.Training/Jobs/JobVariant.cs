using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>What became of a variant.</summary>
/// <param name="ModelVersion">Its version, <c>models/{model}/versions/{n}</c>; empty when it has none.</param>
/// <param name="Outcome">Its figures.</param>
internal sealed record JobVariant(string ModelVersion, VariantOutcome Outcome);
