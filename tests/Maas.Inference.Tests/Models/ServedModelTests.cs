using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Maas.Errors;
using Maas.Inference.Models;
using Maas.Testing.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Inference.Tests.Models;

internal sealed class ServedModelTests
{
    [Test]
    public void Run_OfLinearModel_GivesTheProduct()
    {
        var model = LoadedModels.Load(OnnxModels.Linear([2, 3], 1));

        var outputs = model.Run([Floats("x", [2, 2], 1, 2, 10, 20)], [], CancellationToken.None);

        Assert.That(outputs, Has.Count.EqualTo(1));
        Assert.That(outputs[0].Shape, Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(Floats(outputs[0]), Is.EqualTo(new[] { 9f, 81f }));
    }

    [TestCase(DataType.Bool, TensorDataType.Bool)]
    [TestCase(DataType.Uint8, TensorDataType.UInt8)]
    [TestCase(DataType.Int16, TensorDataType.Int16)]
    [TestCase(DataType.Int64, TensorDataType.Int64)]
    [TestCase(DataType.Float16, TensorDataType.Fp16)]
    [TestCase(DataType.Bfloat16, TensorDataType.Bf16)]
    [TestCase(DataType.Double, TensorDataType.Fp64)]
    public void Run_OfIdentity_GivesTheSameBytes(DataType onnx, TensorDataType type)
    {
        var model = LoadedModels.Load(OnnxModels.Identity(onnx));
        var content = Enumerable.Range(0, 4 * type.ElementSize).Select(i => (byte)(i % 2)).ToArray();

        var outputs = model.Run([new Tensor("x", type, [2, 2], content)], ["y"], CancellationToken.None);

        Assert.That(model.Inputs[0], Has.Property("DataType").EqualTo(type));
        Assert.That(outputs[0].DataType, Is.EqualTo(type));
        Assert.That(outputs[0].Content.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public void Run_OfTexts_KeepsArbitraryBytes()
    {
        var model = LoadedModels.Load(OnnxModels.Identity(DataType.String));
        var content = new ArrayBufferWriter<byte>();
        BytesContent.Write(content, [0xFF, 0xFE, 0x80, 0x00]);
        BytesContent.Write(content, Encoding.UTF8.GetBytes("größe"));

        var outputs = model.Run([new Tensor("x", TensorDataType.Bytes, [1, 2], content.WrittenMemory)], [], CancellationToken.None);

        Assert.That(outputs[0].Content.ToArray(), Is.EqualTo(content.WrittenSpan.ToArray()));
    }

    [Test]
    public void Run_OfUnalignedContent_ReadsItRight()
    {
        var model = LoadedModels.Load(OnnxModels.Identity(DataType.Double));
        var message = new byte[33];
        MemoryMarshal.AsBytes<double>(new[] { 1.5, -2.5, 3.5, 4.5 }).CopyTo(message.AsSpan(1));

        var outputs = model.Run([new Tensor("x", TensorDataType.Fp64, [2, 2], message.AsMemory(1))], [], CancellationToken.None);

        Assert.That(outputs[0].Content.ToArray(), Is.EqualTo(message[1..]));
    }

    [Test]
    public void Run_OfNoRows_GivesNoRows()
    {
        var model = LoadedModels.Load(OnnxModels.Linear([2, 3], 1));

        var outputs = model.Run([new Tensor("x", TensorDataType.Fp32, [0, 2], default)], [], CancellationToken.None);

        Assert.That(outputs[0].Shape, Is.EqualTo(new long[] { 0, 1 }));
        Assert.That(outputs[0].Content.Length, Is.Zero);
    }

    [Test]
    public void Run_ThatOnnxRuntimeRefuses_IsExecutionFailed()
    {
        var model = LoadedModels.Load(OnnxModels.Reshape());
        var shape = new Tensor("shape", TensorDataType.Int64, [2], MemoryMarshal.AsBytes<long>(new long[] { 7, 7 }).ToArray());

        var error = Assert.Throws<MaasException>(
            () => model.Run([Floats("x", [1, 2], 1, 2), shape], [], CancellationToken.None));

        Assert.That(error.Reason, Is.EqualTo("EXECUTION_FAILED"));
        Assert.That(error.Metadata["model"], Is.EqualTo("test"));
    }

    [Test]
    [CancelAfter(30_000)]
    public void Run_WhenCancelled_StopsEarly()
    {
        var model = LoadedModels.Load(OnnxModels.Loop());
        var times = new Tensor("times", TensorDataType.Int64, [], MemoryMarshal.AsBytes<long>(new[] { long.MaxValue }).ToArray());
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.That(
            () => model.Run([times, Floats("x", [], 0)], [], stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Retire_WithCallersInside_UnloadsWhenTheLastLeaves()
    {
        var unloads = 0;
        var model = new ServedModel("test", "1", Session(), [], []) { Unloaded = _ => unloads++ };
        Assert.That(model.TryEnter(), Is.True);

        model.Retire();
        model.Retire();
        var before = unloads;
        model.Leave();

        Assert.That((before, unloads), Is.EqualTo((0, 1)));
        Assert.That(model.TryEnter(), Is.False);
    }

    private static Microsoft.ML.OnnxRuntime.InferenceSession Session() => new(OnnxModels.Linear([1], 0));

    private static Tensor Floats(string name, long[] shape, params float[] values) =>
        new(name, TensorDataType.Fp32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Content.Span).ToArray();
}
