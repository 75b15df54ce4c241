using System.Diagnostics.Metrics;
using Maas.Inference.Calls;
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
        Shipper = new ObservationShipper(Buffer, this, metrics, wrapped, Clock, NullLogger<ObservationShipper>.Instance);
        Buffer.Open();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ObservationBuffer Buffer { get; }

    /// <summary>A buffer that nobody reads.</summary>
    public ObservationBuffer Unopened { get; }

    public ObservationShipper Shipper { get; }

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

        return Task.FromResult(batches.Any(batch => IsRefused(batch)) ? ShippingOutcome.Refused("malformed") : Answer);
    }
}
