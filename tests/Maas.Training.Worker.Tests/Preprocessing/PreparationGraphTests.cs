using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Preprocessing.Categories;
using Maas.Training.Worker.Preprocessing.Numbers;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Preprocessing;

/// <summary>The emitted graph, run by ONNX Runtime.</summary>
public sealed class PreparationGraphTests
{
    private static readonly FeaturePlan[] Features =
        [JobBench.Number("n"), JobBench.Category("c"), JobBench.Number("m")];

    private static readonly Preparation Mixed = new()
    {
        Numbers = new NumberBlock { Columns = [new NumberPreparation("n", 3, 1, 0.5), new NumberPreparation("m", -1, 0, 0)] },
        Others = [new OneHotPreparation("c", "red", ["blue", "red", "été"])],
    };

    [Test]
    public void Run_OnOrdinaryMissingAndUnseenValues_PreparesThem()
    {
        var rows = new RawRows(4,
        [
            new RawColumn("n", [1, 5, float.NaN, -7], null),
            new RawColumn("c", null, ["blue", "été", "", "mauve"]),
            new RawColumn("m", [8, float.NaN, 0, 3], null),
        ]);

        Assert.That(Run(Mixed, Features, rows), Is.EqualTo(new float[]
        {
            0, 0, 1, 0, 0,
            2, 0, 0, 0, 1,
            1, 0, 0, 1, 0,
            -4, 0, 0, 0, 0,
        }));
    }

    [Test]
    public void Run_OnLargeNumbersOfSmallSpread_KeepsTheirDigits()
    {
        // In single precision the offset itself would be 16777216, half a unit off.
        var preparation = new Preparation
        {
            Numbers = new NumberBlock { Columns = [new NumberPreparation("n", 0, 16777215.5, 2)] },
            Others = [],
        };

        var values = Run(
            preparation, [Features[0]], new RawRows(2, [new RawColumn("n", [16777215, 16777216], null)]));

        Assert.That(values, Is.EqualTo(new float[] { -1, 1 }));
    }

    [Test]
    public void Run_WithoutScaling_GivesTheValuesThemselves()
    {
        var preparation = new Preparation
        {
            Numbers = new NumberBlock { Columns = [new NumberPreparation("n", 7, 0, 1)] },
            Others = [],
        };

        var values = Run(preparation, [Features[0]], new RawRows(2, [new RawColumn("n", [0.1f, float.NaN], null)]));

        Assert.That(values, Is.EqualTo(new[] { 0.1f, 7 }));
    }

    private static float[] Run(Preparation preparation, IEnumerable<FeaturePlan> features, RawRows rows)
    {
        var graph = new OnnxGraphBuilder("preparation");
        var output = PreparationGraph.Append(graph, PreparationGraph.AppendInputs(graph, features, preparation), preparation);
        var model = graph.Build(new OnnxOutput(output, OnnxElementType.Float, OnnxDimension.Batch, preparation.Width));
        using var session = new ArtifactSession(model, threads: 1);
        return session.RunFloats(rows, output.Name);
    }
}
