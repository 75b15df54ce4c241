using System.Runtime.InteropServices;
using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Errors;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Loading;

internal sealed class OnnxLoaderTests
{
    private static readonly byte[] Doubler = OnnxModels.Linear([2], 0);

    [TestCase("", TestName = "Load_OfEmptyFile_IsModelInvalid")]
    [TestCase("a,b\n1,2\n", TestName = "Load_OfText_IsModelInvalid")]
    [TestCase("\0\0\0\0", TestName = "Load_OfZeros_IsModelInvalid")]
    public void Load_OfWhatIsNotOnnx(string content) => Assert.That(
        () => LoadedModels.Load(System.Text.Encoding.UTF8.GetBytes(content)), Fails("MODEL_INVALID"));

    [Test]
    public void Load_OfTruncatedGraph_IsModelInvalid() =>
        Assert.That(() => LoadedModels.Load(Doubler[..^9]), Fails("MODEL_INVALID"));

    [Test]
    public void Load_OfUnknownOperator_IsModelInvalidAndSaysWhich()
    {
        var model = ModelProto.Parser.ParseFrom(Doubler);
        model.Graph.Node[0].OpType = "Frobnicate";

        var error = Assert.Throws<MaasException>(() => LoadedModels.Load(model.ToByteArray()));

        Assert.That(error.Reason, Is.EqualTo("MODEL_INVALID"));
        Assert.That(error.Metadata["problem"], Does.Contain("Frobnicate").And.Not.Contain(Path.GetTempPath()));
    }

    [Test]
    public void Load_OfGoodModel_ReadsItsTensors()
    {
        var model = LoadedModels.Load(OnnxModels.Classifier(["a", "b"], [[1, 0], [0, 1]], [0, 0], ["no", "yes"]));

        Assert.That(model.Inputs.Select(input => (input.Name, input.DataType)), Is.EqualTo(new[]
        {
            ("a", TensorDataType.Fp32), ("b", TensorDataType.Fp32),
        }));
        Assert.That(model.Outputs.Select(output => (output.Name, output.DataType)), Is.EqualTo(new[]
        {
            ("label", TensorDataType.Bytes), ("probabilities", TensorDataType.Fp32),
        }));
        Assert.That(model.Outputs[1].Shape, Is.EqualTo(new long[] { -1, 2 }));
    }

    [Test]
    public void Load_WhenGoldenExampleMatches_Serves()
    {
        var model = LoadedModels.Load(Doubler, path => Request(path) with { GoldenExamples = [Golden(expected: 6.00005f)] });

        Assert.That(model.Device, Is.EqualTo("cpu"));
    }

    [Test]
    public void Load_WhenGoldenExampleDiffers_IsGoldenMismatch()
    {
        var error = Assert.Throws<MaasException>(() => LoadedModels.Load(
            Doubler, path => Request(path) with { GoldenExamples = [Golden(expected: 6.001f)] }));

        Assert.That(error.Reason, Is.EqualTo("GOLDEN_MISMATCH"));
        Assert.That((error.Metadata["tensor"], error.Metadata["actual"]), Is.EqualTo(("y[0]", "6")));
    }

    [Test]
    public void Load_WhenGoldenExampleHasOtherShape_IsGoldenMismatch()
    {
        var golden = Golden(6);
        var wide = golden with { ExpectedOutputs = [golden.ExpectedOutputs[0] with { Shape = [1, 1, 1] }] };

        Assert.That(
            () => LoadedModels.Load(Doubler, path => Request(path) with { GoldenExamples = [wide] }), Fails("GOLDEN_MISMATCH"));
    }

    [Test]
    [CancelAfter(30_000)]
    public void Load_OfGraphThatNeverEnds_GivesUp()
    {
        var endless = new GoldenExample(
            [
                new Tensor("times", TensorDataType.Int64, [], BitConverter.GetBytes(long.MaxValue)),
                new Tensor("x", TensorDataType.Fp32, [], new byte[4]),
            ],
            [new Tensor("y", TensorDataType.Fp32, [], new byte[4])]);

        Assert.That(
            () => LoadedModels.Load(
                OnnxModels.Loop(), path => Request(path) with { GoldenExamples = [endless] },
                options: new InferenceOptions { LoadTimeout = TimeSpan.FromMilliseconds(200) }),
            Fails("MODEL_INVALID").And.Message.Contains("not ready after"));
    }

    [Test]
    public void Load_OfGraphThatRefusesZeros_StillServes() =>
        Assert.That(LoadedModels.Load(OnnxModels.Reshape()).Inputs, Has.Count.EqualTo(2));

    internal static LoadRequest Request(string path) => new() { Model = "doubler", Version = "1", Path = path };

    private static GoldenExample Golden(float expected) => new(
        [new Tensor("x", TensorDataType.Fp32, [1, 1], MemoryMarshal.AsBytes<float>(new[] { 3f }).ToArray())],
        [new Tensor("y", TensorDataType.Fp32, [1, 1], MemoryMarshal.AsBytes<float>(new[] { expected }).ToArray())]);

    private static NUnit.Framework.Constraints.EqualStringConstraint Fails(string reason) =>
        Throws.InstanceOf<MaasException>().With.Property(nameof(MaasException.Reason)).EqualTo(reason);
}
