namespace Maas.Inference.Sampling;

/// <summary>Whoever wants to know what was seen.</summary>
internal interface IObservationSink
{
    /// <summary>Hands batches over. A batch that was taken before is not counted again, so a failure may be answered by sending all of them again.</summary>
    /// <returns>Whether they were taken for good, and if not, whether to try again.</returns>
    Task<ShippingOutcome> SendAsync(IReadOnlyList<ObservationBatch> batches, CancellationToken cancellationToken);
}

/// <summary>How a shipment ended.</summary>
/// <param name="Kind">What to do now.</param>
/// <param name="Problem">Why it was not taken; empty when it was.</param>
internal sealed record ShippingOutcome(ShippingOutcomeKind Kind, string Problem)
{
    public static ShippingOutcome Taken { get; } = new(ShippingOutcomeKind.Taken, "");

    public static ShippingOutcome Unreachable(string problem) => new(ShippingOutcomeKind.Unreachable, problem);

    public static ShippingOutcome Refused(string problem) => new(ShippingOutcomeKind.Refused, problem);
}

/// <summary>What to do after a shipment.</summary>
internal enum ShippingOutcomeKind
{
    /// <summary>Nothing: it is durable there.</summary>
    Taken,

    /// <summary>Send it again later.</summary>
    Unreachable,

    /// <summary>Give it up: it will never be taken.</summary>
    Refused,
}
