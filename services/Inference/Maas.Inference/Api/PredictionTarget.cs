namespace Maas.Inference.Api;

/// <summary>What answers the rows of a stream.</summary>
/// <param name="Model">A deployment id or a model id.</param>
/// <param name="ModelVersion">Pins a version by number; empty lets the traffic shares decide, row by row.</param>
/// <param name="RoutingKey">Keeps its version under the same shares; empty for none.</param>
/// <param name="Deadline">Until when the caller waits, UTC.</param>
internal sealed record PredictionTarget(string Model, string ModelVersion, string RoutingKey, DateTime Deadline);
