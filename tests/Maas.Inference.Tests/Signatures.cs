using Maas.Inference.Models;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests;

/// <summary>Models with a meaning, as Training makes them.</summary>
internal static class Signatures
{
    /// <summary>Input <c>bmi</c>, number <c>prediction</c>: 3 bmi + 1.</summary>
    public static ServedModel Regression(string name = "diabetes", string version = "1") => ServingHost.Model(
        OnnxModels.Regression("bmi", weight: 3, bias: 1), name, new ModelSignature
        {
            Task = "regression",
            Inputs = [new TensorMeaning("bmi", TensorRole.NumericFeature, [])],
            Outputs = [new TensorMeaning("prediction", TensorRole.PredictedValue, [])],
        },
        version);

    /// <summary>Inputs <c>length</c> and <c>width</c>, three classes.</summary>
    public static ServedModel Classifier(string name = "iris") => ServingHost.Model(
        OnnxModels.Classifier(
            ["length", "width"], [[1f, 0.5f, -1f], [0.25f, -1f, 2f]], [0.1f, 0.2f, 0.3f], ["setosa", "versicolor", "virginica"]),
        name, new ModelSignature
        {
            Task = "classification",
            ClassLabels = ["setosa", "versicolor", "virginica"],
            Inputs = [Number("length"), Number("width")],
            Outputs =
            [
                new TensorMeaning("label", TensorRole.PredictedLabel, []),
                new TensorMeaning("probabilities", TensorRole.ClassScores, []),
            ],
        });

    /// <summary>Input <c>colour</c>, which comes back as label <c>echo</c>.</summary>
    public static ServedModel Echo(string name = "echo") => ServingHost.Model(
        OnnxModels.Echo("colour"), name, new ModelSignature
        {
            Task = "classification",
            Inputs = [new TensorMeaning("colour", TensorRole.CategoricalFeature, ["red"])],
            Outputs = [new TensorMeaning("echo", TensorRole.PredictedLabel, [])],
        });

    private static TensorMeaning Number(string name) => new(name, TensorRole.NumericFeature, []);
}
