using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;
using Maas.Training.Plans;

namespace Maas.Training.Api;

/// <summary>Jobs on the wire.</summary>
internal static class JobMapping
{
    extension(Job job)
    {
        public TrainingJob ToProto() => new()
        {
            Name = job.Name,
            Uid = job.Uid.ToString("D"),
            Spec = job.Spec.ToProto(),
            State = job.State.ToProto(),
            Progress = job.Progress.ToProto(),
            Result = job.Result?.ToProto(job.Name),
            Error = job.Error is null ? null : new TrainingError { Reason = job.Error.Reason, Message = job.Error.Message },
            AttemptCount = job.AttemptCount,
            CreateTime = job.CreateTime.ToTimestamp(),
            StartTime = job.StartTime?.ToTimestamp(),
            EndTime = job.EndTime?.ToTimestamp(),
        };
    }

    extension(JobState state)
    {
        private TrainingJob.Types.State ToProto() => state switch
        {
            JobState.Queued => TrainingJob.Types.State.Queued,
            JobState.Running => TrainingJob.Types.State.Running,
            JobState.Cancelling => TrainingJob.Types.State.Cancelling,
            JobState.Cancelled => TrainingJob.Types.State.Cancelled,
            JobState.Failed => TrainingJob.Types.State.Failed,
            JobState.Succeeded => TrainingJob.Types.State.Succeeded,
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of a job."),
        };
    }

    extension(JobProgress progress)
    {
        private TrainingProgress ToProto()
        {
            var mapped = new TrainingProgress
            {
                Stage = progress.Stage,
                ProgressRatio = progress.Ratio,
                EpochCount = progress.EpochCount,
                PlannedEpochCount = progress.PlannedEpochCount,
                RemainingDuration = progress.Remaining?.ToDuration(),
                TrialCount = progress.TrialCount,
                EndedTrialCount = progress.EndedTrialCount,
                WaitReason = progress.WaitReason,
            };
            OptionalField.Set(progress.BestObjective, value => mapped.BestObjective = value);
            OptionalField.Set(progress.Loss, value => mapped.TrainingLoss = value);
            OptionalField.Set(progress.ValidationLoss, value => mapped.ValidationLoss = value);
            OptionalField.Set(progress.RowsPerSecond, value => mapped.RowsPerSecond = value);
            return mapped;
        }
    }

    extension(EpochLoss loss)
    {
        public LossPoint ToProto()
        {
            var mapped = new LossPoint { Epoch = loss.Epoch, TrainingLoss = loss.Training };
            OptionalField.Set(loss.Validation, value => mapped.ValidationLoss = value);
            return mapped;
        }
    }

    extension(JobResult result)
    {
        private TrainingResult ToProto(string jobName)
        {
            var mapped = new TrainingResult
            {
                ModelVersion = result.ModelVersion,
                ParityError = result.ParityError,
                TrainRowCount = result.TrainRowCount,
                TestRowCount = result.TestRowCount,
                ValidationRowCount = result.ValidationRowCount,
                DroppedRowCount = result.DroppedRowCount,
                EpochLosses = { result.EpochLosses },
                ValidationLosses = { result.ValidationLosses },
                BestEpoch = result.BestEpoch,
                ModelSizeBytes = result.ModelSizeBytes,
                Coefficients = { result.Coefficients.Select(c => new Coefficient { Feature = c.Feature, ClassLabel = c.ClassLabel, Value = c.Value }) },
                FeatureImportances = { result.Importances.Select(i => new FeatureImportance { Column = i.Column, Mean = i.Mean, Deviation = i.Deviation }) },
                ImportanceMetric = result.ImportanceMetric,
                ImportanceRowCount = result.ImportanceRowCount,
                FeatureContributions = { result.Contributions.Select(c => new FeatureContribution { Column = c.Column, MeanSize = c.MeanSize }) },
                ContributionUnit = result.Contributions.Count == 0 ? "" : ContributionOutcome.UnitOf(result.ClassLabels.Count),
                ContributionRowCount = result.ContributionRowCount,
                Variants = { result.Variants.Select(variant => variant.ToProto()) },
                TrainingDuration = result.TrainingDuration.ToDuration(),
                Device = result.Device,
                DeviceNote = result.DeviceNote,
            };
            foreach (var (name, value) in result.Metrics)
            {
                mapped.Metrics.Add(name, value);
            }

            if (result.Search is { } search)
            {
                mapped.BestTrial = TrialMapping.NameOf(jobName, search.BestTrial);
                mapped.TrialCount = search.TrialCount;
                mapped.SearchDuration = search.Duration.ToDuration();
                mapped.VariantsDuration = search.VariantsDuration > TimeSpan.Zero ? search.VariantsDuration.ToDuration() : null;
                mapped.LatencyP50 = result.LatencyP50.ToDuration();
                mapped.LatencyP95 = result.LatencyP95.ToDuration();
                mapped.BestParameters.Add(search.Parameters.ToDictionary(pair => pair.Key, pair => $"{pair.Value}"));
            }

            if (result.Confusion.Count > 0)
            {
                mapped.ConfusionMatrix = new ConfusionMatrix
                {
                    ClassLabels = { result.ClassLabels },
                    Counts = { result.Confusion },
                };
            }

            return mapped;
        }
    }
}
