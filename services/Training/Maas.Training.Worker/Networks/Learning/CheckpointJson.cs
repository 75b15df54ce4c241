using System.Text.Json.Serialization;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>How the state of a learning is written. A best loss of infinity stands for none.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(LearningState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
