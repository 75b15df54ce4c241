using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Training.Plans;

/// <summary>How plans, progress, outcomes and failures are written: camelCase names, numbers that round-trip.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TrainingPlan))]
[JsonSerializable(typeof(WorkerProgress))]
[JsonSerializable(typeof(TrainingOutcome))]
[JsonSerializable(typeof(WorkerFailure))]
internal sealed partial class PlanJson : JsonSerializerContext
{
    /// <summary>The same without line breaks.</summary>
    public static PlanJson Line { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
