using System.Runtime.CompilerServices;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions;

/// <summary>How the tensors of one version become named values and back, by its signature. Immutable.</summary>
internal sealed class PredictionSchema
{
    private static readonly ConditionalWeakTable<ServedModel, PredictionSchema> Known = [];

    private PredictionSchema(IReadOnlyList<NamedInput> inputs, string? value, string? label, string? scores, IReadOnlyList<string> classes)
    {
        Inputs = inputs;
        ValueOutput = value;
        LabelOutput = label;
        ScoresOutput = scores;
        ClassLabels = classes;
        InputNames = inputs.Select(input => input.Info.Name).ToHashSet(StringComparer.Ordinal);
        OutputNames = [.. new[] { value, label, scores }.OfType<string>()];
    }

    /// <summary>Inputs in the order of the graph.</summary>
    public IReadOnlyList<NamedInput> Inputs { get; }

    /// <summary>Their names.</summary>
    public IReadOnlySet<string> InputNames { get; }

    /// <summary>Outputs that a prediction is made of.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Output with the predicted number; null for a classifier.</summary>
    public string? ValueOutput { get; }

    /// <summary>Output with the predicted class; null when it follows from the scores.</summary>
    public string? LabelOutput { get; }

    /// <summary>Output with the probability of every class; null when the model gives none.</summary>
    public string? ScoresOutput { get; }

    /// <summary>Classes in the order of the scores.</summary>
    public IReadOnlyList<string> ClassLabels { get; }

    /// <summary>Reads the signature, once per model.</summary>
    /// <exception cref="MaasException"><c>NOT_SUPPORTED</c>: it does not say what every tensor means.</exception>
    public static PredictionSchema Of(ServedModel model) => Known.GetValue(model, Read);

    /// <summary>Refuses another number of rows than a graph of a fixed first dimension takes.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public void RequireRowCount(int count)
    {
        foreach (var input in Inputs)
        {
            if (input.FixedRowCount is { } expected && expected != count)
            {
                throw CommonErrors.InvalidField(
                    "rows", $"Expected {expected}, the number of rows that input '{input.Info.Name}' of this model takes at once, got {count}. Send as many; PredictStream runs each row alone.");
            }
        }
    }

    private static PredictionSchema Read(ServedModel model)
    {
        var signature = model.Signature;
        NamedInput[] inputs =
        [
            .. model.Inputs.Select(info => NamedInput.Of(info, signature.Inputs.FirstOrDefault(meaning => meaning.Name == info.Name))
                ?? throw InferenceErrors.NotSupported(
                    $"named values for '{model.Model}': its signature does not say that input '{info.Name}' takes one number, text or image per row. Use ModelInfer")),
        ];
        var value = OutputOf(model, TensorRole.PredictedValue);
        var label = OutputOf(model, TensorRole.PredictedLabel);
        var scores = signature.ClassLabels.Count > 0 ? OutputOf(model, TensorRole.ClassScores) : null;
        if ((value, label, scores) is (null, null, null))
        {
            throw InferenceErrors.NotSupported(
                $"named values for '{model.Model}': its signature does not say which output is the prediction. Use ModelInfer");
        }

        return new PredictionSchema(inputs, value, label, scores, signature.ClassLabels);
    }

    private static string? OutputOf(ServedModel model, TensorRole role) =>
        model.Signature.Outputs.FirstOrDefault(output =>
            output.Role == role && model.Outputs.Any(known => known.Name == output.Name))?.Name;
}
