using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;

namespace Maas.Console.Tests.Fakes;

/// <summary>A Training service with a job that runs, one that searched, and one that failed.</summary>
internal static class ShownTraining
{
    public const string Running = "trainingJobs/churn-42";

    public static FakeTraining Create()
    {
        var training = new FakeTraining();
        training.Push(RunningAt(epoch: 1), LossesAt(epoch: 1));
        training.Jobs["trainingJobs/churn-41"] = Searched();
        training.Jobs["trainingJobs/prices-7"] = Failed();
        training.Trials["trainingJobs/churn-41"] =
        [
            Trial(0, Contracts.Training.V1.Trial.Types.State.Completed, 0.301, "0.05"),
            Trial(1, Contracts.Training.V1.Trial.Types.State.Stopped, null, "0.4"),
            Trial(2, Contracts.Training.V1.Trial.Types.State.Completed, 0.287, "0.08"),
        ];
        return training;
    }

    /// <summary>The running job after an epoch.</summary>
    public static TrainingJob RunningAt(int epoch) => new()
    {
        Name = Running,
        State = TrainingJob.Types.State.Running,
        Spec = Spec("models/churn", "mlp"),
        CreateTime = ShownRegistry.Ago(TimeSpan.FromMinutes(3)),
        Progress = new TrainingProgress
        {
            Stage = "training",
            ProgressRatio = epoch / 40.0,
            EpochCount = epoch,
            PlannedEpochCount = 40,
            TrainingLoss = LossesAt(epoch).TrainingLoss,
            ValidationLoss = LossesAt(epoch).ValidationLoss,
            RowsPerSecond = 84_200,
            RemainingDuration = Duration.FromTimeSpan(TimeSpan.FromSeconds(95)),
        },
    };

    /// <summary>Its losses after that epoch.</summary>
    public static LossPoint LossesAt(int epoch) => new()
    {
        Epoch = epoch, TrainingLoss = LossAt(epoch), ValidationLoss = LossAt(epoch) + 0.03 + (0.0004 * epoch),
    };

    private static double LossAt(int epoch) => 0.24 + (0.45 * Math.Exp(-epoch / 7.0)) + (0.004 * Math.Sin(epoch * 1.7));

    private static TrainingSpec Spec(string model, string algorithm) => new()
    {
        Model = model, Algorithm = algorithm, DatasetVersion = "datasets/customers/versions/12", TargetColumn = "left",
    };

    private static TrainingJob Searched() => new()
    {
        Name = "trainingJobs/churn-41",
        State = TrainingJob.Types.State.Succeeded,
        Spec = Spec("models/churn", "auto"),
        CreateTime = ShownRegistry.Ago(TimeSpan.FromHours(6)),
        EndTime = ShownRegistry.Ago(TimeSpan.FromHours(5)),
        Progress = new TrainingProgress { Stage = "done", ProgressRatio = 1, EpochCount = 20, PlannedEpochCount = 20, TrialCount = 3, EndedTrialCount = 3 },
        Result = new TrainingResult
        {
            ModelVersion = "models/churn/versions/7",
            Metrics = { ["test.accuracy"] = 0.897, ["test.log_loss"] = 0.287 },
            TrainRowCount = 21_000,
            TestRowCount = 4_500,
            ModelSizeBytes = 183_000,
            Device = "cuda:0",
            BestTrial = "trainingJobs/churn-41/trials/2",
            EpochLosses = { Enumerable.Range(1, 20).Select(LossAt) },
            ValidationLosses = { Enumerable.Range(1, 20).Select(epoch => LossAt(epoch) + 0.02) },
        },
    };

    private static TrainingJob Failed() => new()
    {
        Name = "trainingJobs/prices-7",
        State = TrainingJob.Types.State.Failed,
        Spec = Spec("models/prices", "linear"),
        CreateTime = ShownRegistry.Ago(TimeSpan.FromHours(9)),
        EndTime = ShownRegistry.Ago(TimeSpan.FromHours(8)),
        Error = new TrainingError { Reason = "TARGET_CONSTANT", Message = "The target column 'price' has one value alone. Take other rows." },
    };

    private static Trial Trial(int number, Trial.Types.State state, double? objective, string learningRate)
    {
        var trial = new Trial
        {
            Name = $"trainingJobs/churn-41/trials/{number}",
            State = state,
            Parameters = { ["learning_rate"] = learningRate },
            ValidationLosses = { Enumerable.Range(1, 8).Select(epoch => LossAt(epoch) + (number * 0.01)) },
            Epochs = { Enumerable.Range(1, 8) },
            Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(40 + number)),
        };
        if (objective is { } value)
        {
            trial.Objective = value;
        }

        return trial;
    }
}
