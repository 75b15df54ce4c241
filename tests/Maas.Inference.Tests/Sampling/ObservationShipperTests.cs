using Maas.Inference.Sampling;

namespace Maas.Inference.Tests.Sampling;

internal sealed class ObservationShipperTests
{
    [Test]
    public async Task Ship_WhenUnreachable_SendsTheSameBatchAgainAndKeepsTheRest()
    {
        var world = new SamplingWorld { Answer = ShippingOutcome.Unreachable("nobody is there") };
        world.Succeed(values: [1]);
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Succeed(values: [2, 3]);
        await world.Shipper.ShipAsync(CancellationToken.None);

        world.Answer = ShippingOutcome.Taken;
        await world.Shipper.ShipAsync(CancellationToken.None);
        await world.Shipper.ShipAsync(CancellationToken.None);

        var ids = world.Attempts.Select(attempt => attempt.Single().Id).ToArray();
        Assert.That(ids[..3], Is.All.EqualTo(ids[0]));
        Assert.That(ids[3], Is.Not.EqualTo(ids[0]));
        Assert.That(world.Attempts[3].Single().Rows, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Ship_WhenRefused_GivesUpAndTellsTheLossNextTime()
    {
        var world = new SamplingWorld { Answer = ShippingOutcome.Refused("malformed") };
        world.Succeed(values: [1, 2, 3]);
        await world.Shipper.ShipAsync(CancellationToken.None);

        world.Answer = ShippingOutcome.Taken;
        await world.Shipper.ShipAsync(CancellationToken.None);

        Assert.That(world.Attempts[^1].Single().DroppedSampleCount, Is.EqualTo(3));
        Assert.That(world.Attempts[^1].Single().Rows, Is.Empty);
    }

    [Test]
    public async Task Ship_WhenSamplesOfOneDeploymentAreRefused_LosesThemAlone()
    {
        var world = new SamplingWorld { IsRefused = batch => batch.Rows.Any(row => row.Call.Source == "deployments/bad") };
        world.Succeed(deployment: "good", values: [1, 2]);
        world.Succeed(deployment: "bad", values: [3, 4, 5]);

        await world.Shipper.ShipAsync(CancellationToken.None);

        var taken = world.Attempts.Where(attempt => !attempt.Any(batch => world.IsRefused(batch))).SelectMany(attempt => attempt).ToList();
        Assert.That(taken.SelectMany(batch => batch.Counts).Select(count => count.Source),
            Is.EquivalentTo(new[] { "deployments/good", "deployments/bad" }));
        Assert.That(taken.Sum(batch => batch.Rows.Count), Is.EqualTo(2));
        Assert.That(taken.Sum(batch => batch.DroppedSampleCount), Is.EqualTo(3));
    }

    [Test]
    public async Task Ship_OfManyRows_CutsThemIntoBatches()
    {
        var world = new SamplingWorld();
        world.Succeed(values: new float[25_000]);

        await world.Shipper.ShipAsync(CancellationToken.None);

        var batches = world.Attempts.Single();
        Assert.That(batches.Select(batch => batch.Rows.Count), Is.All.LessThanOrEqualTo(ObservationBatch.MaxSamples));
        Assert.That(batches.Sum(batch => batch.Rows.Count), Is.EqualTo(25_000));
        Assert.That(batches.Sum(batch => batch.Counts.Count), Is.EqualTo(1));
        Assert.That(batches.Select(batch => batch.Id), Is.Unique);
    }

    [Test]
    public async Task Ship_OfNothing_SendsNothing()
    {
        var world = new SamplingWorld();

        await world.Shipper.ShipAsync(CancellationToken.None);

        Assert.That(world.Attempts, Is.Empty);
    }
}
