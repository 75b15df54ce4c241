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
    private const int LargestKernel = 31;
    private const int MostTrees = 10_000;
    private const int MostLeaves = 4096;
    private const int MostClusters = 1000;
    private const int MostFactors = 256;

    /// <summary>The knobs of the algorithm, all set, and no others.</summary>
    public Knobs Complete(Knobs knobs, string algorithm)
    {
        CheckRanges(knobs);
        CheckWords(knobs, algorithm);
        CheckFactors(knobs, algorithm);
        var solver = knobs.Solver.Length > 0 ? knobs.Solver : Solver.Of(algorithm).FirstOrDefault("");
        RefuseForeign(knobs, algorithm, Algorithm.IsNetwork(algorithm) || Solver.IsStepwise(solver));
        return HyperparameterDefaults.Of(knobs with { Solver = solver }, algorithm);
    }

    private void CheckRanges(Knobs knobs)
    {
        Require(knobs.L2Penalty is null or (>= 0 and < double.PositiveInfinity), "l2_penalty",
            $"Expected a number of 0 or more, got {knobs.L2Penalty}.");
        CheckSizes(knobs.HiddenUnits, "hidden_units", "units per layer");
        CheckSizes(knobs.Channels, "channels", "channels per block");
        Require(knobs.LearningRate is null or (> 0 and < double.PositiveInfinity), "learning_rate",
            $"Expected a number above 0, got {knobs.LearningRate}.");
        RequireWithin(knobs.EpochCount, MostEpochs, "epoch_count");
        RequireWithin(knobs.BatchSize, LargestBatch, "batch_size");
        Require(knobs.WeightDecay is null or (>= 0 and < double.PositiveInfinity), "weight_decay",
            $"Expected a number of 0 or more, got {knobs.WeightDecay}.");
        Require(knobs.MaxGradientNorm is null or (> 0 and < double.PositiveInfinity), "max_gradient_norm",
            $"Expected a number above 0, got {knobs.MaxGradientNorm}.");
        Require(knobs.DropoutRatio is null or (>= 0 and < 1), "dropout_ratio", $"Expected a share in [0, 1), got {knobs.DropoutRatio}.");
        Require(knobs.KernelSize is null || (knobs.KernelSize is >= 1 and <= LargestKernel && knobs.KernelSize % 2 == 1), "kernel_size",
            $"Expected an odd number in 1-{LargestKernel}, got {knobs.KernelSize}.");
        RequireWithin(knobs.StateUnits, MostUnits, "state_units");
        RequireWithin(knobs.Levels, MostLayers, "level_count");
        RequireWithin(knobs.StepWidth, MostUnits, "step_width");
        RequireWithin(knobs.TokenDimension, MostUnits, "token_dimension");
        CheckTrees(knobs);
        Require(knobs.ClusterCount is null or (>= 2 and <= MostClusters), "cluster_count", $"Expected 2-{MostClusters}, got {knobs.ClusterCount}.");
        RequireWithin(knobs.FactorCount, MostFactors, "factor_count");
    }

    private void CheckTrees(Knobs knobs)
    {
        RequireWithin(knobs.TreeCount, MostTrees, "tree_count");
        Require(knobs.LeafCount is null or (>= 2 and <= MostLeaves), "leaf_count", $"Expected 2-{MostLeaves}, got {knobs.LeafCount}.");
        RequireWithin(knobs.MinLeafRows, int.MaxValue, "min_leaf_rows");
        Require(knobs.FeatureRatio is null or (> 0 and <= 1), "feature_ratio", $"Expected a share in (0, 1], got {knobs.FeatureRatio}.");
        Require(knobs.RowRatio is null or (> 0 and <= 1), "row_ratio", $"Expected a share in (0, 1], got {knobs.RowRatio}.");
    }

    private void CheckWords(Knobs knobs, string algorithm)
    {
        var solvers = Solver.Of(algorithm);
        if (solvers.Count > 0)
        {
            RequireWord(knobs.Solver, solvers, "solver");
        }
        else
        {
            Require(knobs.Solver.Length == 0 || !Algorithm.All.Contains(algorithm), "solver", $"'{algorithm}' has no choice of solvers; leave the field out.");
        }

        RequireWord(knobs.Schedule, LearningRateSchedule.All, "learning_rate_schedule");
        RequireWord(knobs.Activation, ActivationFunction.All, "activation");
        RequireWord(knobs.Cell, RecurrentCell.All, "recurrent_cell");
    }

    private void CheckFactors(Knobs knobs, string algorithm) => Require(
        algorithm != Algorithm.MatrixFactorisation || knobs.L2Penalty is null or > 0, "l2_penalty",
        $"'{algorithm}' expects a number above 0, got {knobs.L2Penalty}: without it there is no one solution.");

    private void RefuseForeign(Knobs knobs, string algorithm, bool isStepwise)
    {
        var hasOtherSolvers = Solver.Of(algorithm).Count > 0 && !isStepwise;
        foreach (var field in KnobFields.All.Where(field => field.Name != "solver" && field.Get(knobs) is not null))
        {
            Require(field.Belongs(algorithm, isStepwise) || !Algorithm.All.Contains(algorithm), field.Name,
                $"'{algorithm}'{(hasOtherSolvers ? " with this solver" : "")} has no such knob; leave the field out.");
        }
    }

    private void CheckSizes(IReadOnlyList<int> sizes, string field, string what)
    {
        Require(sizes.Count <= MostLayers, field, $"Expected at most {MostLayers} entries, got {sizes.Count}.");
        Require(sizes.All(size => size is >= 1 and <= MostUnits), field, $"Expected 1-{MostUnits} {what}, got {string.Join(", ", sizes)}.");
    }

    private void RequireWithin(int? value, int most, string field) =>
        Require(value is null || (value >= 1 && value <= most), field, $"Expected 1-{most}, got {value}.");

    private void RequireWord(string word, IReadOnlyList<string> words, string field) =>
        Require(word.Length == 0 || words.Contains(word), field,
            $"Expected {string.Join(" or ", words.Select(known => $"'{known}'"))}, got '{word}'.");

    private void Require(bool condition, string field, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation($"{root}.{field}", description));
        }
    }
}
