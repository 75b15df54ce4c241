using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Maas.Inference.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Tests.Sampling;

/// <summary>What is told of versions in memory, by the clock of the test.</summary>
internal sealed class HeldVersionsTests
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    private SamplingWorld _world = null!;
    private ServedModel _model = null!;

    private HeldVersions Held => _world.Held;

    [SetUp]
    public void Start()
    {
        _world = new SamplingWorld();
        _model = _world.Model;
        _model.MemoryBytes = 1000;
    }

    [TearDown]
    public void Stop() => _world.Dispose();

    [Test]
    public void Take_OfACatalog_TellsEachVersionOfEachNameOnce()
    {
        var shadow = Signatures.Regression(version: "2");
        (shadow.MemoryBytes, shadow.Device) = (2000, "cuda:0");
        _world.Catalog.Replace(CatalogSnapshot.Of(
            [
                SamplingWorld.Entry("prod", "prod", _model, shadow),
                SamplingWorld.Entry("diabetes", "prod", _model, shadow),
                SamplingWorld.Entry("folder", "", shadow),
            ],
            isComplete: true));

        var told = Held.Take(isAlone: true);

        Assert.That(told.Select(held => (held.Source, held.ModelVersion, held.Device, held.MemoryBytes)), Is.EquivalentTo(new[]
        {
            ("deployments/prod", "models/diabetes/versions/1", "cpu", 1000L),
            ("deployments/prod", "models/diabetes/versions/2", "cuda:0", 2000L),
            ("models/diabetes", "models/diabetes/versions/2", "cuda:0", 2000L),
        }));
    }

    [Test]
    public void Take_OfALoadingVersion_TellsNothing()
    {
        _world.Catalog.Replace(CatalogSnapshot.Of(
            [new CatalogEntry("prod", [new CatalogVersion { Version = "1", State = ModelState.Loading }], new Dictionary<string, int>())],
            isComplete: false));

        Assert.That(Held.Take(isAlone: false), Is.Empty);
    }

    [Test]
    public void Take_Alone_TellsWhatIsInMemoryEveryTenSeconds()
    {
        _world.Serve(("prod", _model));

        Assert.That(Held.Take(isAlone: true), Has.Count.EqualTo(1));
        _world.Clock.Advance(Round - TimeSpan.FromSeconds(1));
        Assert.That(Held.Take(isAlone: true), Is.Empty);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Held.Take(isAlone: true), Has.Count.EqualTo(1));
    }

    [Test]
    public void Take_WithOthers_TellsWhatChangedAtOnce()
    {
        var other = Signatures.Regression("other");
        _world.Serve(("prod", _model), ("other", other));
        Held.Take(isAlone: false);
        Assert.That(Held.Take(isAlone: false), Is.Empty);

        other.MemoryBytes = 3000;

        Assert.That(Held.Take(isAlone: true), Is.Empty);
        Assert.That(Held.Take(isAlone: false).Select(held => (held.Source, held.MemoryBytes)), Is.EqualTo(new[] { ("deployments/other", 3000L) }));
    }

    [Test]
    public async Task Take_OfAVersionThatLeftMemoryAndCameBack_TellsBoth()
    {
        _world.Serve(("prod", _model));
        Held.Take(isAlone: true);
        var session = Leave();
        var left = Held.Take(isAlone: false).Single();
        _world.Clock.Advance(Round);
        var nothing = Held.Take(isAlone: true);

        _model.Reopen = () =>
        {
            _model.CountLoad(TimeSpan.FromSeconds(2));
            return Task.FromResult(session);
        };
        await _model.ReturnToMemoryAsync(CancellationToken.None);
        var back = Held.Take(isAlone: false).Single();

        Assert.That((left.MemoryBytes, left.Loads, nothing.Count), Is.EqualTo((0L, LoadTotal.None, 0)));
        Assert.That((back.MemoryBytes, back.Loads), Is.EqualTo((1000L, new LoadTotal(1, TimeSpan.FromSeconds(2)))));
    }

    [Test]
    public void Take_OfAVersionThatIsGone_TellsItOnceWithItsLoads()
    {
        _world.Serve(("prod", _model));
        Held.Take(isAlone: true);
        _model.CountLoad(TimeSpan.FromSeconds(1));
        _world.Serve();
        _world.Clock.Advance(Round);

        var gone = Held.Take(isAlone: true).Single();
        _world.Clock.Advance(Round);

        Assert.That((gone.Device, gone.MemoryBytes, gone.Loads.Count), Is.EqualTo(("cpu", 0L, 1L)));
        Assert.That(Held.Take(isAlone: false), Is.Empty);
    }

    [Test]
    public void Take_OfNewContentOfAVersion_TellsTheLoadsOfBoth()
    {
        _world.Serve(("prod", _model));
        Held.Take(isAlone: true);
        _model.CountLoad(TimeSpan.FromSeconds(1));
        var replaced = Signatures.Regression();
        replaced.CountLoad(TimeSpan.FromSeconds(2));
        _world.Serve(("prod", replaced));

        Assert.That(Held.Take(isAlone: false).Single().Loads, Is.EqualTo(new LoadTotal(2, TimeSpan.FromSeconds(3))));
    }

    [Test]
    public void Take_OfAnotherDeploymentOfAVersionThatWasThere_TellsNoLoadOfIt()
    {
        _model.CountLoad(TimeSpan.FromSeconds(1));
        _world.Serve(("prod", _model));
        Assert.That(Held.Take(isAlone: true).Single().Loads.Count, Is.EqualTo(1));

        _world.Serve(("prod", _model), ("canary", _model));

        var told = Held.Take(isAlone: false).Single();
        Assert.That((told.Source, told.Loads.Count), Is.EqualTo(("deployments/canary", 0L)));
    }

    [Test]
    public void Take_OfMoreThanFit_TellsTheRestNext()
    {
        _world.Serve([.. Enumerable.Range(0, HeldVersions.MaxTold + 5).Select(i => ($"d{i}", _model))]);

        var (first, rest) = (Held.Take(isAlone: true), Held.Take(isAlone: true));

        Assert.That((first.Count, rest.Count, Held.Take(isAlone: true).Count), Is.EqualTo((HeldVersions.MaxTold, 5, 0)));
        Assert.That(first.Concat(rest).Select(held => held.Source), Is.Unique);
    }

    [Test]
    public void TakeBack_OfAVersionThatIsGone_CountsItsLoads()
    {
        _model.CountLoad(TimeSpan.FromSeconds(1));
        _world.Serve(("prod", _model));
        Held.Look();
        _world.Serve();

        Held.TakeBack(Held.Take(isAlone: true).Single());

        Assert.That(_world.Counters.DroppedLoadsFor(SamplingMetrics.Refused), Is.EqualTo(1));
        Assert.That(Held.UntoldLoadCount, Is.Zero);
    }

    [Test]
    public void Look_WhenMoreAreGoneThanAreKept_CountsTheLoadsOfTheOthers()
    {
        _model.CountLoad(TimeSpan.FromSeconds(1));
        _world.Serve([.. Enumerable.Range(0, 10_003).Select(i => ($"d{i}", _model))]);
        Held.Look();

        _world.Serve();
        Held.Look();

        Assert.That((Held.UntoldLoadCount, _world.Counters.DroppedLoadsFor(SamplingMetrics.BufferFull)), Is.EqualTo((10_000L, 3L)));
    }

    private InferenceSession Leave()
    {
        _model.Reopen = () => throw new InvalidOperationException("It is not asked for yet.");
        return (InferenceSession)_model.TryLeaveMemory()!;
    }
}
