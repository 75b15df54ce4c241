using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;

namespace Maas.Training.Api;

/// <summary>Hyperparameters on the wire.</summary>
internal static class KnobsMapping
{
    extension(Hyperparameters knobs)
    {
        public Knobs FromProto() => new()
        {
            L2Penalty = knobs.HasL2Penalty ? knobs.L2Penalty : null,
            HiddenUnits = [.. knobs.HiddenUnits],
            LearningRate = knobs.HasLearningRate ? knobs.LearningRate : null,
            EpochCount = knobs.HasEpochCount ? knobs.EpochCount : null,
            BatchSize = knobs.HasBatchSize ? knobs.BatchSize : null,
            Solver = knobs.Solver,
            Schedule = knobs.LearningRateSchedule,
            WeightDecay = knobs.HasWeightDecay ? knobs.WeightDecay : null,
            MaxGradientNorm = knobs.HasMaxGradientNorm ? knobs.MaxGradientNorm : null,
            Activation = knobs.Activation,
            DropoutRatio = knobs.HasDropoutRatio ? knobs.DropoutRatio : null,
            Channels = [.. knobs.Channels],
            KernelSize = knobs.HasKernelSize ? knobs.KernelSize : null,
            Cell = knobs.RecurrentCell,
            StateUnits = knobs.HasStateUnits ? knobs.StateUnits : null,
            Levels = knobs.HasLevelCount ? knobs.LevelCount : null,
            IsBidirectional = knobs.HasBidirectional ? knobs.Bidirectional : null,
            TokenDimension = knobs.HasTokenDimension ? knobs.TokenDimension : null,
            StepWidth = knobs.HasStepWidth ? knobs.StepWidth : null,
            TreeCount = knobs.HasTreeCount ? knobs.TreeCount : null,
            LeafCount = knobs.HasLeafCount ? knobs.LeafCount : null,
            MinLeafRows = knobs.HasMinLeafRows ? knobs.MinLeafRows : null,
            FeatureRatio = knobs.HasFeatureRatio ? knobs.FeatureRatio : null,
            RowRatio = knobs.HasRowRatio ? knobs.RowRatio : null,
            ClusterCount = knobs.HasClusterCount ? knobs.ClusterCount : null,
            FactorCount = knobs.HasFactorCount ? knobs.FactorCount : null,
        };
    }

    extension(Knobs knobs)
    {
        public Hyperparameters ToProto()
        {
            var mapped = new Hyperparameters
            {
                HiddenUnits = { knobs.HiddenUnits },
                Solver = knobs.Solver,
                LearningRateSchedule = knobs.Schedule,
                Activation = knobs.Activation,
                Channels = { knobs.Channels },
                RecurrentCell = knobs.Cell,
            };
            OptionalField.Set(knobs.L2Penalty, value => mapped.L2Penalty = value);
            OptionalField.Set(knobs.LearningRate, value => mapped.LearningRate = value);
            OptionalField.Set(knobs.EpochCount, value => mapped.EpochCount = value);
            OptionalField.Set(knobs.BatchSize, value => mapped.BatchSize = value);
            OptionalField.Set(knobs.WeightDecay, value => mapped.WeightDecay = value);
            OptionalField.Set(knobs.MaxGradientNorm, value => mapped.MaxGradientNorm = value);
            OptionalField.Set(knobs.DropoutRatio, value => mapped.DropoutRatio = value);
            OptionalField.Set(knobs.KernelSize, value => mapped.KernelSize = value);
            OptionalField.Set(knobs.StateUnits, value => mapped.StateUnits = value);
            OptionalField.Set(knobs.Levels, value => mapped.LevelCount = value);
            OptionalField.Set(knobs.IsBidirectional, value => mapped.Bidirectional = value);
            OptionalField.Set(knobs.TokenDimension, value => mapped.TokenDimension = value);
            OptionalField.Set(knobs.StepWidth, value => mapped.StepWidth = value);
            OptionalField.Set(knobs.TreeCount, value => mapped.TreeCount = value);
            OptionalField.Set(knobs.LeafCount, value => mapped.LeafCount = value);
            OptionalField.Set(knobs.MinLeafRows, value => mapped.MinLeafRows = value);
            OptionalField.Set(knobs.FeatureRatio, value => mapped.FeatureRatio = value);
            OptionalField.Set(knobs.RowRatio, value => mapped.RowRatio = value);
            OptionalField.Set(knobs.ClusterCount, value => mapped.ClusterCount = value);
            OptionalField.Set(knobs.FactorCount, value => mapped.FactorCount = value);
            return mapped;
        }
    }
}
