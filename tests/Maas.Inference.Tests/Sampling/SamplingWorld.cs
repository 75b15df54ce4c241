using System.Diagnostics.Metrics;
using Maas.Inference.Calls;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Sampling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Inference.Tests.Sampling;

/// <summary>A buffer and a shipper under a clock of the test, with a sink that answers as the test says.</summary>
internal sealed class SamplingWorld : IObservationSink, IDisposable
{
    public SamplingWorld(SamplingOptions? options = null)
    {
        var wrapped = Options.Create(options ?? new SamplingOptions());
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var metrics = new SamplingMetrics(meters);
        Counters = new SamplingCounters(meters);
        Buffer = new ObservationBuffer(wrapped, metrics, Clock);
        Unopened = new ObservationBuffer(wrapped, metrics, Clock);
        Held = new HeldVersions(Catalog, metrics, Clock);
        var pending = new PendingBatches(Buffer, Held, metrics, NullLogger<PendingBatches>.Instance);
        Shipper = new ObservationShipper(pending, this, wrapped, Clock, NullLogger<ObservationShipper>.Instance);
        Buffer.Open();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ObservationBuffer Buffer { get; }

    /// <summary>A buffer that nobody reads.</summary>
    public ObservationBuffer Unopened { get; }

    public ObservationShipper Shipper { get; }

    /// <summary>What is served: nothing, until the test says so.</summary>
    public ModelCatalog Catalog { get; } = new();

    public HeldVersions Held { get; }

    public SamplingCounters Counters { get; }

    public ServedModel Model { get; } = Signatures.Regression();

    /// <summary>How long each request takes.</summary>
    public CallTimes Times { get; set; } = new(
        Read: TimeSpan.FromMilliseconds(0.5), Queue: TimeSpan.FromMilliseconds(1), Form: TimeSpan.Zero, Run: TimeSpan.FromMilliseconds(3),
        Total: TimeSpan.FromMilliseconds(5));

    /// <summary>Rows of the run that each request takes part in.</summary>
    public long BatchRowCount { get; set; } = 1;

    public ShippingOutcome Answer { get; set; } = ShippingOutcome.Taken;

    /// <summary>What is refused whatever <see cref="Answer"/> says.</summary>
    public Predicate<ObservationBatch> IsRefused { get; set; } = _ => false;

    /// <summary>Batches that get through at once; with more, none is answered.</summary>
    public int MostAtOnce { get; set; } = int.MaxValue;

    /// <summary>Breaks the attempt of this number, counted from 1, without an answer; 0 for none.</summary>
    public int BrokenAttempt { get; set; }

    /// <summary>Every attempt, with what was sent.</summary>
    public List<IReadOnlyList<ObservationBatch>> Attempts { get; } = [];

    /// <summary>What was taken.</summary>
    public List<ObservationBatch> Taken { get; } = [];

    public ModelLease Lease(double ratio = 1, string deployment = "prod")
    {
        Model.TryEnter();
        return new ModelLease(deployment.Length > 0 ? deployment : "diabetes", deployment.Length > 0 ? $"deployments/{deployment}" : "models/diabetes", new LeaseTerms(deployment, ratio), Model);
    }

    public void Succeed(double ratio = 1, string deployment = "prod", params float[] values)
    {
        using var lease = Lease(ratio, deployment);
        Buffer.Succeeded(lease, values.Length, BatchRowCount, Times, values, Answered);
    }

    /// <summary>Serves each model under the name of a deployment, one by one; an empty name stands for the model's own.</summary>
    public void Serve(params (string Deployment, ServedModel Model)[] routes) => Catalog.Replace(CatalogSnapshot.Of(
        routes.Select(route => Entry(route.Deployment.Length > 0 ? route.Deployment : route.Model.Model, route.Deployment, route.Model)), isComplete: true));

    /// <summary>One name for one version.</summary>
    public static CatalogEntry Entry(string name, string deployment, ServedModel model, ServedModel? shadow = null) => new(
        name, [new CatalogVersion { Version = model.Version, State = ModelState.Ready, Model = model }],
        new Dictionary<string, int> { [model.Version] = 100 })
    {
        Deployment = deployment,
        Shadow = shadow,
    };

    public void Dispose()
    {
        Counters.Dispose();
        Shipper.Dispose();
    }

    public CallAnswer Answered(params float[] values) => new()
    {
        Name = "prod",
        Deployment = "prod",
        Model = Model,
        Inputs = [new Tensor("bmi", TensorDataType.Fp32, [values.Length, 1], Requests.Bytes(values))],
        Outputs = [new Tensor("prediction", TensorDataType.Fp32, [values.Length, 1], Requests.Bytes(values.Select(value => (3 * value) + 1).ToArray()))],
        RowCount = values.Length,
        PredictionIds = [],
    };

    public Task<ShippingOutcome> SendAsync(IReadOnlyList<ObservationBatch> batches, CancellationToken cancellationToken)
    {
        Attempts.Add(batches);
        if (Attempts.Count == BrokenAttempt)
        {
            throw new OperationCanceledException("broken by the test");
        }

        if (batches.Count > MostAtOnce)
        {
            return Task.FromResult(ShippingOutcome.Unreachable("too slow"));
        }

        var outcome = batches.Any(batch => IsRefused(batch)) ? ShippingOutcome.Refused("malformed") : Answer;
        if (outcome.Kind == ShippingOutcomeKind.Taken)
        {
            Taken.AddRange(batches);
        }

        return Task.FromResult(outcome);
    }
}
