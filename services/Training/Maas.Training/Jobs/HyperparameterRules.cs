using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Checks the knobs of an algorithm and sets those that were left alone.</summary>
/// <param name="root">Path of the knobs in the request.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class HyperparameterRules(string root, List<FieldViolation> violations)
{
    private const int MostLayers = 8;
    private const int MostUnits = 4096;
    private const int MostEpochs = 10_000;
    private const int LargestBatch = 65_536;

    /// <summary>The spec with the knobs of its algorithm set, and no others.</summary>
    public JobSpec Complete(JobSpec spec, string algorithm)
    {
        var isNetwork = algorithm == Algorithm.Mlp;
        var isLinear = algorithm is Algorithm.LinearRegression or Algorithm.LogisticRegression;
        CheckRanges(spec);
        if (isNetwork)
        {
            RefuseLinear(spec, algorithm);
            return spec with
            {
                HiddenUnits = spec.HiddenUnits.Count > 0 ? spec.HiddenUnits : [64],
                LearningRate = spec.LearningRate ?? 0.01,
                EpochCount = spec.EpochCount ?? 100,
                BatchSize = spec.BatchSize ?? 32,
            };
        }

        if (!isLinear)
        {
            return spec;
        }

        RefuseNetwork(spec, algorithm);
        return spec with { L2Penalty = spec.L2Penalty ?? (algorithm == Algorithm.LogisticRegression ? 1 : 0) };
    }

    private void CheckRanges(JobSpec spec)
    {
        Require(spec.L2Penalty is null or (>= 0 and < double.PositiveInfinity), "l2_penalty",
            $"Expected a number of 0 or more, got {spec.L2Penalty}.");
        Require(spec.HiddenUnits.Count <= MostLayers, "hidden_units",
            $"Expected at most {MostLayers} layers, got {spec.HiddenUnits.Count}.");
        Require(spec.HiddenUnits.All(units => units is >= 1 and <= MostUnits), "hidden_units",
            $"Expected 1-{MostUnits} units per layer, got {string.Join(", ", spec.HiddenUnits)}.");
        Require(spec.LearningRate is null or (> 0 and < double.PositiveInfinity), "learning_rate",
            $"Expected a number above 0, got {spec.LearningRate}.");
        Require(spec.EpochCount is null or (>= 1 and <= MostEpochs), "epoch_count",
            $"Expected 1-{MostEpochs}, got {spec.EpochCount}.");
        Require(spec.BatchSize is null or (>= 1 and <= LargestBatch), "batch_size",
            $"Expected 1-{LargestBatch}, got {spec.BatchSize}.");
    }

    private void RefuseLinear(JobSpec spec, string algorithm) =>
        Require(spec.L2Penalty is null, "l2_penalty", NotOf(algorithm));

    private void RefuseNetwork(JobSpec spec, string algorithm)
    {
        Require(spec.HiddenUnits.Count == 0, "hidden_units", NotOf(algorithm));
        Require(spec.LearningRate is null, "learning_rate", NotOf(algorithm));
        Require(spec.EpochCount is null, "epoch_count", NotOf(algorithm));
        Require(spec.BatchSize is null, "batch_size", NotOf(algorithm));
    }

    private static string NotOf(string algorithm) => $"'{algorithm}' has no such knob; leave the field out.";

    private void Require(bool condition, string field, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation($"{root}.{field}", description));
        }
    }
}
