using Maas.Training.Plans;
using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Layers;
using Maas.Training.Worker.Networks.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Tests.Devices;

/// <summary>
/// Weights go with their network. Tried on torch's meta device, which has shapes alone and is on every machine: as on a GPU, an operation on tensors of two
/// devices fails there. Of this libtorch few operations know it, and recurrent nets are not moved to it.
/// </summary>
internal sealed class PlacementTests
{
    private static IEnumerable<TestCaseData> Networks()
    {
        yield return Case("dense", 5, new Dense(3), new Dropout(0.5), new Dense(2));
        yield return Case("convolution", 48, new Reshape([3, 4, 4]), new Convolution(4), new BatchNormalization(), new MaxPooling(), new Reshape([16]), new Dense(2));
        yield return Case("words", 6, new Embedding(20, 4), new Transposition(), new Convolution(4), new GlobalMaxPooling(), new Dense(2));
    }

    [TestCaseSource(nameof(Networks))]
    public void Network_ThatIsMoved_TakesAllItsWeightsAlong(string name, int width, Layer[] layers)
    {
        using var network = new Network(layers, width);

        network.MoveTo(META);

        Assert.That(network.Device.type, Is.EqualTo(DeviceType.META), name);
        Assert.That(network.Modules.state_dict().Values.Select(tensor => tensor.device_type), Is.All.EqualTo(DeviceType.META), name);
    }

    [Test]
    public void Network_ThatWasMoved_ComputesAndIsLearntThere()
    {
        using var network = new Network([new Reshape([2, 3]), new Transposition(), new Reshape([6]), new Dense(3), new Activation("tanh"), new Dense(2)], width: 6);
        network.MoveTo(META);
        using var optimizer = LearningStep.CreateOptimizer(network, new LearningPlan { Solver = Solver.Adam });

        using var scores = network.Forward(zeros([7, 6], device: META));
        scores.square().sum().backward();

        Assert.That((scores.device_type, scores.shape[0], scores.shape[1]), Is.EqualTo((DeviceType.META, 7L, 2L)));
        Assert.That(() => optimizer.step(), Throws.Nothing);
    }

    [Test]
    public void Weights_ThatAreRead_GoIntoTheTensorsThatASolverHolds()
    {
        using var first = new Network([new Dense(3)], width: 4);
        using var second = new Network([new Dense(3)], width: 4);
        var held = second.Modules.parameters().First();

        BestWeights.Read(second, BestWeights.Write(first));

        Assert.That(held.data<float>().ToArray(), Is.EqualTo(first.Modules.parameters().First().data<float>().ToArray()));
    }

    [Test]
    public void Weights_OfAnotherNetwork_AreRefused()
    {
        using var first = new Network([new Dense(3)], width: 4);
        using var second = new Network([new Reshape([4, 1]), new Recurrence("gru", 3, 1, IsBidirectional: false, IsPadded: false)], width: 4);

        Assert.Throws<InvalidDataException>(() => BestWeights.Read(second, BestWeights.Write(first)));
    }

    private static TestCaseData Case(string name, int width, params Layer[] layers) => new TestCaseData(name, width, layers).SetArgDisplayNames(name);
}
