namespace Maas.AllInOne;

/// <summary>Where a running suite answers: what <c>suite.json</c> in its data folder says.</summary>
internal sealed record SuiteAddresses
{
    /// <summary>Process that runs the suite.</summary>
    public required int ProcessId { get; init; }

    /// <summary>gRPC of the Registry.</summary>
    public required Uri Registry { get; init; }

    /// <summary>gRPC of Monitoring.</summary>
    public required Uri Monitoring { get; init; }

    /// <summary>gRPC of Training.</summary>
    public required Uri Training { get; init; }

    /// <summary>gRPC of Inference.</summary>
    public required Uri Inference { get; init; }

    /// <summary>REST of Inference.</summary>
    public required Uri InferenceHttp { get; init; }

    /// <summary>The web console.</summary>
    public required Uri Console { get; init; }

    /// <summary>Base addresses of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c> by service, in lower case.</summary>
    public required IReadOnlyDictionary<string, Uri> Metrics { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Registry {Registry}, Training {Training}, Inference {Inference} and {InferenceHttp}, Monitoring {Monitoring}, console {Console}.";
}
