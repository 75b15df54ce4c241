using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Sampling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Inference.Tests.Sampling;

/// <summary>A buffer and a shipper under a clock of the test, with a sink that answers as the test says.</summary>
internal sealed class SamplingWorld : IObservationSink
{
    public SamplingWorld(SamplingOptions? options = null)
    {
        var wrapped = Options.Create(options ?? new SamplingOptions());
        Buffer = new ObservationBuffer(wrapped, Clock);
        Shipper = new ObservationShipper(Buffer, this, wrapped, Clock, NullLogger<ObservationShipper>.Instance);
        Buffer.Open();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ObservationBuffer Buffer { get; }

    public ObservationShipper Shipper { get; }

    public ServedModel Model { get; } = Signatures.Regression();

    public ShippingOutcome Answer { get; set; } = ShippingOutcome.Taken;

    /// <summary>What is refused whatever <see cref="Answer"/> says.</summary>
    public Predicate<ObservationBatch> IsRefused { get; set; } = _ => false;

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
        Buffer.Succeeded(lease, values.Length, TimeSpan.FromMilliseconds(5), values, Answered);
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
        return Task.FromResult(batches.Any(batch => IsRefused(batch)) ? ShippingOutcome.Refused("malformed") : Answer);
    }
}
