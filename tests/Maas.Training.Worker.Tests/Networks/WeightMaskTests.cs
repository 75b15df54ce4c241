using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Layers;
using Maas.Training.Worker.Networks.Learning;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Tests.Networks;

internal sealed class WeightMaskTests
{
    [Test]
    public void Mask_TakesTheSmallestOfAllLayers_AndLeavesBiasesAndTables()
    {
        random.manual_seed(3);
        using var network = new Network([new Embedding(20, 4), new GlobalMaxPooling(), new Dense(8), new Dense(2)], width: 4);
        var before = network.Matrices.SelectMany(weights => weights.data<float>().ToArray()).ToList();
        var others = network.Modules.parameters().Except(network.Matrices).Select(weights => weights.data<float>().ToArray()).ToList();

        using var mask = WeightMask.Of(network, 0.75);

        var after = network.Matrices.SelectMany(weights => weights.data<float>().ToArray()).ToList();
        Assert.That(after.Count(weight => weight == 0), Is.EqualTo(36), "of 48 weights");
        Assert.That(before.Zip(after).Where(pair => pair.Second == 0).Max(pair => Math.Abs(pair.First)),
            Is.LessThan(before.Zip(after).Where(pair => pair.Second != 0).Min(pair => Math.Abs(pair.First))));
        Assert.That(network.Modules.parameters().Except(network.Matrices).Select(weights => weights.data<float>().ToArray()), Is.EqualTo(others));
    }

    [Test]
    public void Mask_AppliedAgain_TakesWhatHasGrown()
    {
        random.manual_seed(3);
        using var network = new Network([new Dense(8)], width: 8);
        using var mask = WeightMask.Of(network, 0.5);
        using (no_grad())
        {
            network.Matrices.Single().add_(1);
        }

        mask.Apply();

        Assert.That(network.Matrices.Single().data<float>().ToArray().Count(weight => weight == 0), Is.EqualTo(32));
    }
}
