using System.Globalization;
using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Calibration;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Export;

/// <summary>
/// The one graph from raw named columns to a prediction. Built in two steps: the preparation, which makes the
/// training tensors, and then the model on top of the very same nodes. Not thread-safe.
/// </summary>
internal sealed class ModelGraph
{
    private readonly OnnxGraphBuilder _graph = new("model");
    private readonly OnnxValue _features;
    private readonly Preparation _preparation;

    /// <summary>Adds inputs and preparation.</summary>
    public ModelGraph(TrainingPlan plan, Preparation preparation)
    {
        _preparation = preparation;
        _features = PreparationGraph.Append(_graph, PreparationGraph.AppendInputs(_graph, plan.Features, preparation), preparation);
        _graph.Metadata("maas.task", plan.Task);
        _graph.Metadata("maas.algorithm", plan.Algorithm);
        _graph.Metadata("maas.target", plan.TargetColumn);
        _graph.Metadata("maas.dataset", plan.DatasetFingerprint);
        _graph.Metadata("maas.seed", plan.Seed.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The preparation alone, ready to run.</summary>
    public FeaturePreparer OpenPreparer(int threads) => new(
        _graph.Build(new OnnxOutput(_features, OnnxElementType.Float, OnnxDimension.Batch, _preparation.Width)),
        _features.Name, _preparation.Width, threads);

    /// <summary>Adds the model and its head, and builds the whole.</summary>
    /// <param name="model">The fitted model.</param>
    /// <param name="labels">The classes; empty for regression.</param>
    /// <param name="decision">How logits become probabilities and a class.</param>
    public ExportedModel BuildModel(IFittedModel model, IReadOnlyList<string> labels, ClassDecision decision)
    {
        var scores = model.AppendTo(_graph, _features);
        var exported = labels.Count == 0 ? BuildRegression(scores) : BuildClassification(scores, labels, decision);
        return exported with { FeaturesName = _features.Name, RawScoresName = scores.Name };
    }

    private ExportedModel BuildRegression(OnnxValue scores)
    {
        var prediction = _graph.Node("Identity", "prediction", [scores]);
        return new ExportedModel(
            _graph.Build(new OnnxOutput(prediction, OnnxElementType.Float, OnnxDimension.Batch, 1)),
            prediction.Name,
            LabelName: "");
    }

    private ExportedModel BuildClassification(OnnxValue scores, IReadOnlyList<string> labels, ClassDecision decision)
    {
        var probabilities = decision.Calibrator.AppendTo(_graph, scores);
        var index = decision.AppendIndex(_graph, probabilities);
        var names = _graph.Strings("class_labels", [.. labels], labels.Count);
        var label = _graph.Node("Gather", "label", [names, index]);
        return new ExportedModel(
            _graph.Build(
                new OnnxOutput(label, OnnxElementType.String, OnnxDimension.Batch),
                new OnnxOutput(probabilities, OnnxElementType.Float, OnnxDimension.Batch, labels.Count)),
            probabilities.Name,
            label.Name);
    }
}

/// <summary>An artifact and the names of its outputs: not the usual ones when a column is called so.</summary>
/// <param name="Content">The serialized ONNX model.</param>
/// <param name="ScoresName">FLOAT output: the prediction, or the probabilities.</param>
/// <param name="LabelName">STRING output of a classifier; empty for regression.</param>
internal sealed record ExportedModel(byte[] Content, string ScoresName, string LabelName)
{
    /// <summary>What the preparation gives and the model takes.</summary>
    public string FeaturesName { get; init; } = "";

    /// <summary>What the model gives: the prediction, or logits before they are calibrated.</summary>
    public string RawScoresName { get; init; } = "";
}
