using System.Diagnostics;
using Maas.Processes;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests;

public sealed class WorkerProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Worker_WithAPlan_WritesItsResultsAndTellsProgress()
    {
        using var bench = new JobBench();
        bench.Folder.WritePlan(JobBench.Plan(
            bench.TableOf("iris.csv"), "species", LearningTask.Classification, Algorithm.Mlp) with
        {
            Learning = new LearningPlan { EpochCount = 3 },
        });
        using var worker = Start(bench);

        var progress = await ReadProgressAsync(worker);
        await worker.WaitForExitAsync().WaitAsync(Limit);

        Assert.That(worker.ExitCode, Is.EqualTo(WorkerExitCode.Done));
        Assert.That(bench.Folder.ReadOutcome().ModelSizeBytes, Is.EqualTo(new FileInfo(bench.Folder.ModelPath).Length));
        Assert.That(File.Exists(bench.Folder.BaselinePath), Is.True);
        Assert.That(progress.Select(p => p.Stage).Distinct(), Is.EqualTo((string[])
            [WorkerStage.Preparing, WorkerStage.Training, WorkerStage.Exporting, WorkerStage.Verifying]));
        Assert.That(progress.Select(p => p.Ratio), Is.Ordered);
        Assert.That(progress.Last(p => p.Stage == WorkerStage.Training), Has.Property("Epoch").EqualTo(3));
    }

    [Test]
    public async Task Worker_WithAnImpossiblePlan_SaysWhyAndExitsWith2()
    {
        using var bench = new JobBench();
        bench.Folder.WritePlan(JobBench.Plan(
            bench.TableOf("x, y", "(1, 'a'), (2, 'a')"), "y", LearningTask.Classification, Algorithm.LogisticRegression));
        using var worker = Start(bench);

        await worker.WaitForExitAsync().WaitAsync(Limit);

        Assert.That(worker.ExitCode, Is.EqualTo(WorkerExitCode.Failed));
        Assert.That(bench.Folder.FindFailure()!.Reason, Is.EqualTo("DATA_UNSUITABLE"));
        Assert.That(File.Exists(bench.Folder.OutcomePath), Is.False);
    }

    [Test]
    public async Task Worker_AskedForItsDevices_TellsThemAsTheServiceTakesThem()
    {
        var devices = await TrainingDevices.AskAsync(
            Path.Combine(AppContext.BaseDirectory, "Maas.Training.Worker.dll"), "setting", TimeProvider.System, CancellationToken.None).WaitAsync(Limit);

        Assert.That(devices, Is.EqualTo(Maas.Training.Worker.Devices.MachineDevices.All));
        Assert.That(devices[0], Is.EqualTo("cpu"));
    }

    [TestCase(Algorithm.Cnn)]
    [TestCase(Algorithm.Rnn)]
    public async Task Worker_KilledAtAnyStep_IsFollowedByOneThatEndsWithTheSameBytes(string algorithm)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("digits.csv"), "digit", LearningTask.Classification, algorithm) with
        {
            ValidationRatio = 0.1,
            Network = new NetworkPlan { StepWidth = 8, Channels = [8], HiddenUnits = [16], DropoutRatio = 0.2, StateUnits = 16 },
            Learning = new LearningPlan { EpochCount = 6, LearningRate = 0.002, CheckpointSeconds = 0.05 },
        };
        var whole = bench.Train(plan).ModelSha256;
        File.Delete(bench.Folder.CheckpointPath);
        bench.Folder.WritePlan(plan);

        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < 3; kill++)
        {
            using var killed = Start(bench);
            while (await ReadLineAsync(killed) is { } line && !line.Contains("\"loss\":", StringComparison.Ordinal))
            {
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System);
            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync().WaitAsync(Limit);
        }

        using var last = Start(bench);
        await ReadProgressAsync(last);
        await last.WaitForExitAsync().WaitAsync(Limit);

        Assert.That(last.ExitCode, Is.EqualTo(WorkerExitCode.Done));
        Assert.That(bench.Folder.ReadOutcome().ModelSha256, Is.EqualTo(whole));
    }

    [Test]
    public async Task Worker_WhoseInputIsClosed_EndsInTheMiddleOfTraining()
    {
        using var bench = new JobBench();
        bench.Folder.WritePlan(JobBench.Plan(
            bench.TableOf("diabetes.csv"), "progression", LearningTask.Regression, Algorithm.Mlp) with
        {
            Learning = new LearningPlan { EpochCount = 10_000 },
        });
        using var worker = Start(bench);
        while ((await ReadLineAsync(worker))?.Contains("\"epoch\":1", StringComparison.Ordinal) == false)
        {
        }

        worker.StandardInput.Close();
        await worker.WaitForExitAsync().WaitAsync(Limit);

        Assert.That(worker.ExitCode, Is.Not.EqualTo(WorkerExitCode.Done).And.Not.EqualTo(WorkerExitCode.Failed));
        Assert.That(File.Exists(bench.Folder.OutcomePath), Is.False);
    }

    // The worker is copied beside the tests, native libraries and all.
    private static Process Start(JobBench bench) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList =
        {
            Path.Combine(AppContext.BaseDirectory, "Maas.Training.Worker.dll"), "--job-folder", bench.Folder.FullPath,
        },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<List<WorkerProgress>> ReadProgressAsync(Process worker)
    {
        List<WorkerProgress> progress = [];
        while (await ReadLineAsync(worker) is { } line)
        {
            Assert.That(WorkerProgress.TryParse(line, out var parsed), Is.True, line);
            progress.Add(parsed!);
        }

        return progress;
    }

    private static async Task<string?> ReadLineAsync(Process worker) =>
        await worker.StandardOutput.ReadLineAsync().WaitAsync(Limit);
}
