using Maas.Inference.Batching;
using Maas.Inference.Loading;
using Maas.Testing.Onnx;
using Microsoft.Extensions.Options;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Inference.Tests.Loading;

internal sealed class BatchTrialTests
{
    [Test]
    public void Try_OfIndependentRows_LetsThemShareARun()
    {
        var limits = Try(OnnxModels.Linear([2, 3], 1));

        Assert.That(limits.MaxRows, Is.GreaterThan(1), limits.Note);
    }

    [Test]
    public void Try_OfRowsThatMindEachOther_LetsEachRequestRunAlone()
    {
        var limits = Try(OnnxModels.Centered());

        Assert.That(limits.MaxRows, Is.EqualTo(1));
        Assert.That(limits.Note, Does.Contain("change each other's results"));
    }

    [Test]
    public void Try_OfRowsThatGiveTheSame_TrustsThemNot()
    {
        var limits = Try(OnnxModels.Linear([0, 0], 1));

        Assert.That(limits.MaxRows, Is.EqualTo(1));
        Assert.That(limits.Note, Does.Contain("give the same results"));
    }

    [Test]
    public void Try_OfAFixedFirstDimension_SaysWhichTensor()
    {
        var limits = Try(OnnxModels.IdentityOfShape(DataType.Float, 1, 3));

        Assert.That((limits.MaxRows, limits.Note), Is.EqualTo((1, "the first dimension of 'x' is not free.")));
    }

    [Test]
    public void Try_OfTextsAndSeveralInputs_LetsThemShareARun()
    {
        Assert.That(Try(OnnxModels.Echo("city")).MaxRows, Is.GreaterThan(1));
        Assert.That(Try(OnnxModels.SumAndDifference()).MaxRows, Is.GreaterThan(1));
    }

    [Test]
    public void Try_WithTheSettingOne_PutsNoneTogether()
    {
        var trial = new BatchTrial(Options.Create(new SchedulingOptions { MaxBatchRows = 1 }), TimeProvider.System);

        Assert.That(trial.Try(LoadedModels.Load(OnnxModels.Linear([2], 1)), [], CancellationToken.None).MaxRows, Is.EqualTo(1));
    }

    [Test]
    public void Try_OfAModelThatFailsOnMadeUpRows_SaysSo()
    {
        var limits = Try(OnnxModels.Reshape());

        Assert.That(limits.MaxRows, Is.EqualTo(1));
        Assert.That(limits.Note, Is.Not.Empty);
    }

    private static BatchLimits Try(byte[] onnx) => LoadedModels.Load(onnx).BatchLimits;
}
