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

    /// <summary>Input <c>text</c>: each <c>good</c> counts 1 for the class <c>good</c>, each <c>bad</c> 2 for <c>bad</c>.</summary>
    public static ServedModel TextClassifier(string name = "reviews") => ServingHost.Model(
        OnnxModels.BagOfWords("text", ["good", "bad"], [[0, 1], [2, 0]], ["bad", "good"]), name, new ModelSignature
        {
            Task = "classification",
            ClassLabels = ["bad", "good"],
            Inputs = [new TensorMeaning("text", TensorRole.Text, [])],
            Outputs =
            [
                new TensorMeaning("label", TensorRole.PredictedLabel, []),
                new TensorMeaning("probabilities", TensorRole.ClassScores, []),
            ],
        });

    /// <summary>Input <c>photo</c> of 2 x 1 pixels in NCHW, as they are; its six values count 1, 10, 100, …</summary>
    public static ServedModel WeightedImage(string name, int rowCount = -1) => ServingHost.Model(
        OnnxModels.WeightedImage("photo", [rowCount, 3, 1, 2], [1, 10, 100, 1_000, 10_000, 100_000]), name, new ModelSignature
        {
            Task = "regression",
            Inputs =
            [
                new TensorMeaning("photo", TensorRole.Image, [], new ImageMeaning
                {
                    Layout = ImageLayout.Nchw, ChannelCount = 3, Height = 1, Width = 2,
                }),
            ],
            Outputs = [new TensorMeaning("prediction", TensorRole.PredictedValue, [])],
        });

    private static TensorMeaning Number(string name) => new(name, TensorRole.NumericFeature, []);
}
