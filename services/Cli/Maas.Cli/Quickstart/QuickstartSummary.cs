using Maas.Cli.Connections;

namespace Maas.Cli.Quickstart;

/// <summary>What <c>maas quickstart --output json</c> says at the end.</summary>
internal sealed record QuickstartSummary
{
    /// <summary>Full path of the data folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the suite answers; null when the services were named one by one.</summary>
    public required SuiteDescription? Suite { get; init; }

    /// <summary>What came of each data set.</summary>
    public required IReadOnlyList<SampleOutcome> Models { get; init; }

    /// <summary>From the start of the process to the first prediction, in seconds.</summary>
    public required double FirstPredictionSeconds { get; init; }

    /// <summary>How long each stage took.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>A Python program that calls the diabetes model.</summary>
    public required string Python { get; init; }

    /// <summary>A shell line that calls the iris model by named values.</summary>
    public required string CurlPredict { get; init; }

    /// <summary>A shell line that calls the iris model by tensors.</summary>
    public required string CurlInfer { get; init; }
}

/// <summary>What came of one data set.</summary>
internal sealed record SampleOutcome
{
    /// <summary>Id of dataset, model and deployment.</summary>
    public required string Id { get; init; }

    /// <summary>The data, <c>datasets/{dataset}/versions/{n}</c>.</summary>
    public required string DatasetVersion { get; init; }

    /// <summary>The version that is served, <c>models/{model}/versions/{n}</c>.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Measured by Training on the exported artifact, by dotted name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Largest difference between trainer and artifact.</summary>
    public required double ParityError { get; init; }

    /// <summary>What it runs on.</summary>
    public required string Device { get; init; }

    /// <summary>What was predicted for the rows that are shown: numbers, or labels.</summary>
    public required IReadOnlyList<object> Predictions { get; init; }

    /// <summary>What would be right.</summary>
    public required IReadOnlyList<string> Actual { get; init; }

    /// <summary>Requests that Monitoring has counted for this version.</summary>
    public required long RequestCount { get; init; }

    /// <summary>Rows that Monitoring has counted for this version.</summary>
    public required long RowCount { get; init; }

    /// <summary>Population stability index of each feature, by name.</summary>
    public required IReadOnlyDictionary<string, double> Drift { get; init; }
}
