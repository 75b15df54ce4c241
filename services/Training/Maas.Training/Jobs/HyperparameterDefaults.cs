using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>What the knobs of an algorithm are when nobody sets them; the contract tells the figures.</summary>
internal static class HyperparameterDefaults
{
    /// <summary>The knobs of the algorithm, all set.</summary>
    /// <param name="knobs">As sent, the solver set.</param>
    /// <param name="algorithm">One of <see cref="Algorithm"/>.</param>
    public static Knobs Of(Knobs knobs, string algorithm) => algorithm switch
    {
        Algorithm.LinearRegression => OfLinear(knobs, l2Penalty: 0),
        Algorithm.LogisticRegression => OfLinear(knobs, l2Penalty: 1),
        Algorithm.Mlp => OfNetwork(OfSteps(knobs, rate: 0.01, epochs: 100, batch: 32), [64]),
        Algorithm.Cnn => OfNetwork(OfSteps(knobs, rate: 0.001, epochs: 20, batch: 64), [64]) with
        {
            Channels = knobs.Channels.Count > 0 ? knobs.Channels : [32, 64],
            KernelSize = knobs.KernelSize ?? 3,
            StepWidth = knobs.StepWidth ?? 1,
            TokenDimension = knobs.TokenDimension ?? 64,
        },
        Algorithm.Rnn => OfNetwork(OfSteps(knobs, rate: 0.005, epochs: 30, batch: 32), []) with
        {
            MaxGradientNorm = knobs.MaxGradientNorm ?? 1,
            Cell = knobs.Cell.Length > 0 ? knobs.Cell : RecurrentCell.Gru,
            StateUnits = knobs.StateUnits ?? 64,
            Levels = knobs.Levels ?? 1,
            IsBidirectional = knobs.IsBidirectional ?? false,
            StepWidth = knobs.StepWidth ?? 1,
            TokenDimension = knobs.TokenDimension ?? 64,
        },
        Algorithm.GradientBoosting => OfTrees(knobs, new BoostingPlan()),
        Algorithm.MatrixFactorisation => knobs with
        {
            L2Penalty = knobs.L2Penalty ?? 5,
            EpochCount = knobs.EpochCount ?? 20,
            FactorCount = knobs.FactorCount ?? 16,
        },
        _ => knobs,
    };

    private static Knobs OfLinear(Knobs knobs, double l2Penalty)
    {
        var linear = knobs with { L2Penalty = knobs.L2Penalty ?? l2Penalty };
        return Solver.IsStepwise(knobs.Solver) ? OfSteps(linear, rate: 0.01, epochs: 100, batch: 32) : linear;
    }

    private static Knobs OfTrees(Knobs knobs, BoostingPlan usual) => knobs with
    {
        LearningRate = knobs.LearningRate ?? 0.1,
        L2Penalty = knobs.L2Penalty ?? 0,
        TreeCount = knobs.TreeCount ?? usual.TreeCount,
        LeafCount = knobs.LeafCount ?? usual.LeafCount,
        MinLeafRows = knobs.MinLeafRows ?? usual.MinLeafRows,
        FeatureRatio = knobs.FeatureRatio ?? usual.FeatureRatio,
        RowRatio = knobs.RowRatio ?? usual.RowRatio,
    };

    private static Knobs OfSteps(Knobs knobs, double rate, int epochs, int batch) => knobs with
    {
        LearningRate = knobs.LearningRate ?? rate,
        EpochCount = knobs.EpochCount ?? epochs,
        BatchSize = knobs.BatchSize ?? batch,
        Schedule = knobs.Schedule.Length > 0 ? knobs.Schedule : LearningRateSchedule.Constant,
    };

    private static Knobs OfNetwork(Knobs knobs, IReadOnlyList<int> hiddenUnits) => knobs with
    {
        HiddenUnits = knobs.HiddenUnits.Count > 0 ? knobs.HiddenUnits : hiddenUnits,
        WeightDecay = knobs.WeightDecay ?? 0,
        Activation = knobs.Activation.Length > 0 ? knobs.Activation : ActivationFunction.Relu,
        DropoutRatio = knobs.DropoutRatio ?? 0,
    };
}
