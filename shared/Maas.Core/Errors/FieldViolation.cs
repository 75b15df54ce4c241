namespace Maas.Errors;

/// <summary>One field of a request that is missing or malformed.</summary>
/// <param name="Field">Path in the request, proto names, e.g. <c>model.labels[3]</c>.</param>
/// <param name="Description">What is expected and what came, for a developer.</param>
public sealed record FieldViolation(string Field, string Description);
