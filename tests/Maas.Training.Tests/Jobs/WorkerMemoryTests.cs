using Maas.Processes;
using Maas.Training.Plans;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Workers that take too much.</summary>
public sealed class WorkerMemoryTests
{
    [Test]
    public async Task Worker_BeyondItsMemory_FailsItsJobAtOnce()
    {
        using var worker = new FakeWorker("""hog=$(head -c 200000000 /dev/zero | tr '\0' x); sleep 600""");
        await using var server = await TrainingServer.StartAsync(
            ("WorkerPath", worker.Path), ("WorkerMemoryLimitBytes", $"{64 << 20}"));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));

        var job = await server.WaitForEndAsync(created.Name);

        Assert.Multiple(() =>
        {
            Assert.That((job.State, job.Error?.Reason, job.AttemptCount, worker.Starts),
                Is.EqualTo((State.Failed, "MEMORY_EXCEEDED", 1, 1)));
            Assert.That(job.Error?.Message, Does.Match("took [0-9]+ MiB of memory and may take 64 MiB").And.Contain("batch_size"));
        });
    }

    [Test]
    public void Limit_ThatNobodySet_IsThreeQuartersOfTheMachine()
    {
        var options = new TrainingOptions();

        Assert.That(options.MemoryLimitOfWorkers, Is.EqualTo(MachineMemory.TotalBytes / 4 * 3));
        Assert.That(MachineMemory.TotalBytes, Is.GreaterThan(256L << 20).And.LessThan(1L << 50));
    }

    [Test]
    public void Plan_OnAnotherMachine_HasTheSameDigest()
    {
        using var folder = new Maas.Testing.TempFolder();
        var plan = new TrainingPlan
        {
            TablePath = "/here/table.parquet", DatasetFingerprint = "f", TargetColumn = "y", Task = LearningTask.Regression,
            Algorithm = Algorithm.LinearRegression, Features = [], Threads = 1, Seed = 5,
        };

        Assert.That(
            DigestOf(plan with { TablePath = "/there/table.parquet", DevicePolicy = DevicePolicy.GpuRequired }), Is.EqualTo(DigestOf(plan)));
        Assert.That(DigestOf(plan with { Seed = 6 }), Is.Not.EqualTo(DigestOf(plan)));

        string DigestOf(TrainingPlan written)
        {
            var job = new JobFolder(folder.Path);
            job.WritePlan(written);
            return job.DigestPlan();
        }
    }
}
