namespace Maas.Inference.Models;

/// <summary>What holds for all requests to one name. Immutable; made once, so that a lease is small.</summary>
/// <param name="Deployment">Id of the deployment that answers; empty when a model was asked for by its own name.</param>
/// <param name="MonitoringSampleRatio">Share of predictions to be sampled for Monitoring, in [0, 1].</param>
/// <param name="Shadow">The version that shall get a copy of each request; null for none. Enter it before it is run.</param>
internal sealed record LeaseTerms(string Deployment, double MonitoringSampleRatio, ServedModel? Shadow = null);
