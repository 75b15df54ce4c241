using Maas.Cli.Jobs;
using Maas.Contracts.Training.V1;
using Spectre.Console;

namespace Maas.Cli.Tests.Jobs;

internal sealed class JobTablesTests
{
    [TestCase("cuda:0", "", "cuda:0")]
    [TestCase("cpu", "This worker is built for CPUs.", "cpu: This worker is built for CPUs.")]
    public void Job_ThatHasEnded_TellsWhatItWasTrainedOn(string device, string note, string told)
    {
        var job = new TrainingJob
        {
            Name = "trainingJobs/a", Spec = new TrainingSpec { DatasetVersion = "datasets/d/versions/1" },
            Result = new TrainingResult { ModelVersion = "models/m/versions/1", Device = device, DeviceNote = note },
        };

        Assert.That(Text(job), Does.Match($@"trained on\W+{System.Text.RegularExpressions.Regex.Escape(told)}"));
    }

    [Test]
    public void Job_ThatWaits_TellsForWhat()
    {
        var job = new TrainingJob
        {
            Name = "trainingJobs/a", Spec = new TrainingSpec { DatasetVersion = "datasets/d/versions/1" },
            Progress = new TrainingProgress { Stage = "queued", WaitReason = "It waits for a worker with a GPU." },
        };

        Assert.That(Text(job), Does.Match(@"waits\W+It waits for a worker with a GPU\."));
    }

    [Test]
    public void Job_ThatIsTrained_TellsHowFarItIs()
    {
        var job = new TrainingJob
        {
            Name = "trainingJobs/a", Spec = new TrainingSpec { DatasetVersion = "datasets/d/versions/1" }, State = TrainingJob.Types.State.Running,
            Progress = new TrainingProgress { Stage = "training", ProgressRatio = 0.42, EpochCount = 21, PlannedEpochCount = 50, TrainingLoss = 0.5, ValidationLoss = 0.75 },
        };

        Assert.That(Text(job), Does.Match(@"done\W+42\.0 %, training 21/50, loss 0\.5, validation 0\.75"));
        job.State = TrainingJob.Types.State.Succeeded;
        Assert.That(Text(job), Does.Not.Contain("21/50"));
    }

    private static string Text(TrainingJob job)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        console.Write(JobTables.Job(job));
        return writer.ToString();
    }
}
