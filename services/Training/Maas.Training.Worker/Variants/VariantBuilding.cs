using Maas.Errors;
using Maas.Onnx.Rewriting;
using Maas.Training.Plans;
using Maas.Training.Worker.Calibration;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Measuring;
using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Learning;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Variants;

/// <summary>Makes the artifact of a variant. The same plan and rows give the same bytes.</summary>
/// <param name="plan">What the full model was trained by.</param>
/// <param name="data">The table.</param>
/// <param name="rows">Its prepared rows.</param>
/// <param name="model">The full model.</param>
/// <param name="decision">How its logits become probabilities and a class; a variant keeps it.</param>
/// <param name="preparer">Gives a trainer the features that artifacts compute for themselves.</param>
/// <param name="time">For what learns on.</param>
internal sealed class VariantBuilding(
    TrainingPlan plan, TrainingData data, FittingRows rows, NetworkModel model, ClassDecision decision, FeaturePreparer preparer, TimeProvider time)
{
    /// <summary>The artifact.</summary>
    /// <param name="full">That of the full model.</param>
    /// <param name="variant">What is to be made of it.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>, <c>PARITY_FAILED</c>: what was learnt on did not end well.</exception>
    public ExportedModel Build(ExportedModel full, VariantPlan variant) => variant.Kind switch
    {
        VariantKind.DynamicInt8 => full with { Content = DynamicInt8.Write(BodyOf(full), variant.Name) },
        VariantKind.StaticInt8 => full with { Content = WriteStatic(full, variant.Name) },
        VariantKind.Fp16 => full with { Content = HalfPrecision.Write(BodyOf(full), variant.Name) },
        VariantKind.Pruned => Prune(variant),
        _ => throw PlanErrors.SpecInvalid($"the variant '{variant.Kind}' is unknown."),
    };

    private byte[] WriteStatic(ExportedModel full, string name)
    {
        var network = new StaticInt8(BodyOf(full));
        return network.Write(ActivationRanges.Measure(network, data, plan.Threads), name);
    }

    private ExportedModel Prune(VariantPlan variant)
    {
        using var pruned = new NetworkFitting(plan, Checkpoint.None(time), new Running.ProgressWriter(TextWriter.Null, time))
            .Prune(model, rows, variant.Sparsity, variant.EpochCount);
        var dense = new ModelGraph(plan, data.Preparation).BuildModel(pruned, data.Target.Labels, decision);
        var sparse = dense with { Content = SparseWeights.Write(BodyOf(dense), variant.Name) };
        using var artifact = new ModelSession(sparse, plan.Threads);
        new ParityCheck(pruned, decision.Calibrator, preparer, artifact).Run(data);
        return sparse;
    }

    private static ModelBody BodyOf(ExportedModel artifact) => ModelBody.Of(artifact.Content, artifact.FeaturesName, artifact.RawScoresName);
}
