using Maas.Inference.Residency;
using Maas.Inference.Sampling;

namespace Maas.Inference.Tests.Sampling;

internal sealed class ObservationShipperTests
{
    [Test]
    public async Task Ship_WhenUnreachable_SendsTheSameBatchAgainAndKeepsTheRest()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Unreachable("nobody is there") };
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
        Assert.That((world.Counters.Delivered, world.Counters.Dropped, world.Counters.Waiting), Is.EqualTo((3L, 0L, 0L)));
    }

    [Test]
    public async Task Ship_WhenRefused_GivesUpAndTellsTheLossNextTime()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Refused("malformed") };
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
        using var world = new SamplingWorld { IsRefused = batch => batch.Rows.Any(row => row.Call.Source == "deployments/bad") };
        world.Succeed(deployment: "good", values: [1, 2]);
        world.Succeed(deployment: "bad", values: [3, 4, 5]);

        await world.Shipper.ShipAsync(CancellationToken.None);

        var taken = world.Attempts.Where(attempt => !attempt.Any(batch => world.IsRefused(batch))).SelectMany(attempt => attempt).ToList();
        Assert.That(taken.SelectMany(batch => batch.Counts).Select(count => count.Source),
            Is.EquivalentTo(new[] { "deployments/good", "deployments/bad" }));
        Assert.That(taken.Sum(batch => batch.Rows.Count), Is.EqualTo(2));
        Assert.That(taken.Sum(batch => batch.DroppedSampleCount), Is.EqualTo(3));
        Assert.That((world.Counters.Delivered, world.Counters.DroppedFor(SamplingMetrics.Refused), world.Counters.Waiting), Is.EqualTo((2L, 3L, 0L)));
    }

    [Test]
    public async Task Ship_ThatBreaksAmongParts_TellsNoPartTwice()
    {
        using var world = new SamplingWorld { IsRefused = batch => batch.Counts.Select(count => count.Source).Distinct().Count() > 1, BrokenAttempt = 4 };
        world.Succeed(deployment: "one", values: [1, 2]);
        world.Succeed(deployment: "two", values: [3]);

        // All, then the batch alone, then its first part; the second breaks.
        await Assert.ThrowsAsync<OperationCanceledException>(() => world.Shipper.ShipAsync(CancellationToken.None));
        await world.Shipper.ShipAsync(CancellationToken.None);

        Assert.That(world.Attempts[2..].Select(attempt => attempt.Single().Counts.Single().Source), Is.EqualTo(
            new[] { "deployments/one", "deployments/two", "deployments/two" }));
        Assert.That(world.Attempts[4].Single().Id, Is.EqualTo(world.Attempts[3].Single().Id));
        Assert.That((world.Counters.Delivered, world.Counters.Waiting), Is.EqualTo((3L, 0L)));
    }

    /// <summary>As when a line takes longer for all of them than a shipment may take.</summary>
    [Test]
    public async Task Ship_OfMoreThanGetsThroughAtOnce_SendsItInParts()
    {
        using var world = new SamplingWorld { MostAtOnce = 2 };
        world.Succeed(values: new float[80_000]);

        for (var i = 0; i < 30; i++)
        {
            await world.Shipper.ShipAsync(CancellationToken.None);
        }

        Assert.That(world.Attempts[0], Has.Count.GreaterThan(8));
        Assert.That((world.Counters.Delivered, world.Counters.Waiting), Is.EqualTo((80_000L, 0L)));
    }

    [Test]
    public async Task Stop_WhenAllIsRefused_Ends()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Refused("malformed") };
        world.Succeed(values: [1, 2]);

        await world.Shipper.StopAsync(CancellationToken.None);

        Assert.That((world.Counters.DroppedFor(SamplingMetrics.Refused), world.Counters.Waiting), Is.EqualTo((2L, 0L)));
        Assert.That(world.Counters.DroppedRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Stop_WithOlderOnesPending_SendsThoseAndTheRest()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Unreachable("nobody is there") };
        world.Succeed(values: [1]);
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Succeed(values: [2, 3]);

        world.Answer = ShippingOutcome.Taken;
        await world.Shipper.StopAsync(CancellationToken.None);

        Assert.That(world.Attempts[1..].Select(attempt => attempt.Single().Rows.Count), Is.EqualTo(new[] { 1, 2 }));
        Assert.That((world.Counters.Delivered, world.Counters.Dropped, world.Counters.Waiting), Is.EqualTo((3L, 0L, 0L)));
    }

    [Test]
    public async Task Stop_WithNobodyThere_CountsWhatIsLost()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Unreachable("nobody is there") };
        world.Succeed(values: [1]);
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Succeed(values: [2, 3]);

        await world.Shipper.StopAsync(CancellationToken.None);

        Assert.That((world.Counters.DroppedFor(SamplingMetrics.Stopped), world.Counters.Waiting), Is.EqualTo((3L, 0L)));
        Assert.That(world.Counters.DroppedRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Ship_OfManyRows_CutsThemIntoBatches()
    {
        using var world = new SamplingWorld();
        world.Succeed(values: new float[25_000]);

        await world.Shipper.ShipAsync(CancellationToken.None);

        var batches = world.Attempts.Single();
        Assert.That(batches.Select(batch => batch.Rows.Count), Is.All.LessThanOrEqualTo(ObservationBatch.MaxSamples));
        Assert.That(batches.Sum(batch => batch.Rows.Count), Is.EqualTo(25_000));
        Assert.That(batches.Sum(batch => batch.Counts.Count), Is.EqualTo(1));
        Assert.That(batches.Select(batch => batch.Id), Is.Unique);
    }

    [Test]
    public async Task Ship_WithoutTraffic_TellsHowVersionsAreHeldEveryTenSeconds()
    {
        using var world = new SamplingWorld();
        world.Serve(("prod", world.Model));

        for (var second = 0; second < 30; second++)
        {
            await world.Shipper.ShipAsync(CancellationToken.None);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(world.Attempts.Select(attempt => attempt.Single().Held.Single().Source), Is.EqualTo(Enumerable.Repeat("deployments/prod", 3)));
    }

    [Test]
    public async Task Ship_ThatFails_LosesNoLoad()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Unreachable("nobody is there") };
        world.Serve(("prod", world.Model));
        world.Model.CountLoad(TimeSpan.FromSeconds(2));
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Model.CountLoad(TimeSpan.FromSeconds(3));
        await world.Shipper.ShipAsync(CancellationToken.None);

        world.Answer = ShippingOutcome.Taken;
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.Shipper.ShipAsync(CancellationToken.None);

        var told = world.Attempts.SelectMany(attempt => attempt).DistinctBy(batch => batch.Id).Select(batch => batch.Held.Single().Loads);
        Assert.That(told, Is.EqualTo(new[] { new LoadTotal(1, TimeSpan.FromSeconds(2)), new LoadTotal(1, TimeSpan.FromSeconds(3)) }));
    }

    [Test]
    public async Task Ship_WhenOneHeldVersionIsRefused_TellsTheOthersAndThatOneLater()
    {
        using var world = new SamplingWorld { IsRefused = batch => batch.Held.Any(held => held.Source == "deployments/bad") };
        world.Model.CountLoad(TimeSpan.FromSeconds(2));
        world.Serve(("good", world.Model), ("bad", world.Model));
        world.Succeed(deployment: "bad", values: [1]);

        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Shipper.ShipAsync(CancellationToken.None);
        var afterAMinute = world.Taken.ToList();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.IsRefused = _ => false;
        await world.Shipper.ShipAsync(CancellationToken.None);

        Assert.That(afterAMinute.SelectMany(batch => batch.Held).Select(held => held.Source), Is.All.EqualTo("deployments/good"));
        Assert.That(afterAMinute.Sum(batch => batch.Held.Count), Is.EqualTo(2));
        Assert.That(afterAMinute.Sum(batch => batch.RequestCount + batch.Rows.Count), Is.EqualTo(2));
        Assert.That(world.Taken.SelectMany(batch => batch.Held).Where(held => held.Source == "deployments/bad").Sum(held => held.Loads.Count), Is.EqualTo(1));
    }

    [Test]
    public async Task Stop_WithLoadsThatWaitForTheirTurn_TellsThem()
    {
        using var world = new SamplingWorld();
        world.Serve(("prod", world.Model));
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Model.CountLoad(TimeSpan.FromSeconds(2));

        await world.Shipper.StopAsync(CancellationToken.None);

        Assert.That(world.Attempts[1..].Select(attempt => attempt.Single().LoadCount), Is.EqualTo(new[] { 1L }));
        Assert.That(world.Counters.DroppedLoadsFor(SamplingMetrics.Stopped), Is.Zero);
    }

    [Test]
    public async Task Stop_WithNobodyThere_CountsTheLoadsThatAreLost()
    {
        using var world = new SamplingWorld { Answer = ShippingOutcome.Unreachable("nobody is there") };
        world.Model.CountLoad(TimeSpan.FromSeconds(2));
        world.Serve(("prod", world.Model));
        await world.Shipper.ShipAsync(CancellationToken.None);
        world.Model.CountLoad(TimeSpan.FromSeconds(2));

        await world.Shipper.StopAsync(CancellationToken.None);

        Assert.That(world.Counters.DroppedLoadsFor(SamplingMetrics.Stopped), Is.EqualTo(2));
    }

    [Test]
    public async Task Ship_OfNothing_SendsNothing()
    {
        using var world = new SamplingWorld();

        await world.Shipper.ShipAsync(CancellationToken.None);

        Assert.That(world.Attempts, Is.Empty);
    }
}
