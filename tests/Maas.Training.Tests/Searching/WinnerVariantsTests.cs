using System.Diagnostics;
using Maas.Contracts.Training.V1;
using Maas.Training.Plans;
using Maas.Training.Tests.Jobs;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Searching;

/// <summary>Variants of what a search has found, with workers that do at once what a test needs.</summary>
public sealed class WinnerVariantsTests
{
    private const string Hang = "echo hanging >> \"$state/hanging\"; cat > /dev/null";

    private static readonly TrainingOutcome Trial = FakeWorker.Outcome with { Metrics = new Dictionary<string, double> { ["validation.rmse"] = 1 } };

    private static readonly IReadOnlyList<VariantOutcome> Made =
    [
        new() { Name = "fp16", FailedGate = VariantGate.Metric, Problem = "It lost too much.", SizeRatio = 0.5 }, new() { Name = "static-int8", SizeRatio = 0.25 },
    ];

    [Test]
    public async Task Variants_AreMadeAfterTheSearch_AndThoseThatPassAreVersions()
    {
        using var worker = NewWorker(FakeWorker.SucceedWithVariants);
        await using var server = await StartAsync(worker);

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);
        var trials = (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.Multiple(() =>
        {
            Assert.That(job.Result.Variants.Select(variant => (variant.Variant, variant.FailedGate, variant.SizeRatio, variant.ModelVersion)), Is.EqualTo(new[]
            {
                ("fp16", "metric", 0.5, ""), ("static-int8", "", 0.25, "models/test.double/versions/101"),
            }));
            Assert.That(server.Registrar.Variants, Is.EqualTo(new[] { ("static-int8", job.Result.ModelVersion) }));
            Assert.That((job.Result.BestTrial, job.Result.Metrics["validation.rmse"]), Is.EqualTo(($"{job.Name}/trials/0", 1.0)), "What was measured is the trial's.");
            Assert.That((trials.Count, worker.Starts), Is.EqualTo((2, 3)), "Nothing is trained again.");
            Assert.That(job.Result.SearchDuration.ToTimeSpan(), Is.GreaterThan(TimeSpan.Zero));
            Assert.That(job.Result.VariantsDuration.ToTimeSpan(), Is.GreaterThan(TimeSpan.Zero));
            Assert.That(() => Directory.EnumerateFileSystemEntries(server.Data.File("training", "jobs")), Is.Empty.After(5000, 20));
        });
    }

    [Test]
    public async Task Service_ThatGoesBetweenWinnerAndVariants_MakesThemAfterwards()
    {
        using var worker = NewWorker($"if {FakeWorker.MakesVariants}; then {Hang}; else {FakeWorker.Succeed}; fi");
        await using var server = await StartAsync(worker);
        var created = await CreateAsync(server);
        await HangsAsync(worker);
        var waiting = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });

        await server.StopAsync();
        worker.Become(FakeWorker.SucceedWithVariants);
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((waiting.State, waiting.Progress.Stage), Is.EqualTo((State.Running, "optimising")));
        Assert.That((job.State, job.Result?.TrialCount, worker.Starts), Is.EqualTo((State.Succeeded, 2, 4)), job.Error?.Message);
        Assert.That(job.Result!.Variants.Select(variant => variant.FailedGate), Is.EqualTo(["metric", ""]));
    }

    // With the time between that the service was away.
    [Test]
    public async Task Time_OfTheVariants_IsNoneOfTheSearch()
    {
        using var worker = NewWorker($"if {FakeWorker.MakesVariants}; then {Hang}; else {FakeWorker.Succeed}; fi");
        await using var server = await StartAsync(worker);
        var created = await CreateAsync(server);
        await HangsAsync(worker);
        var began = Stopwatch.StartNew();
        await server.StopAsync();
        worker.Become("sleep 1;" + FakeWorker.SucceedWithVariants);
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        var wall = (job.EndTime - job.StartTime).ToTimeSpan();
        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.That(job.Result.VariantsDuration.ToTimeSpan(), Is.GreaterThan(TimeSpan.FromSeconds(1)));
        Assert.That(job.Result.SearchDuration.ToTimeSpan(), Is.LessThan(wall - began.Elapsed + TimeSpan.FromSeconds(1)));
        Assert.That(job.Result.SearchDuration.ToTimeSpan() + job.Result.VariantsDuration.ToTimeSpan(), Is.LessThanOrEqualTo(wall));
    }

    [Test]
    public async Task Cancel_WhileVariantsAreMade_StopsAllWithinASecond()
    {
        using var worker = NewWorker($"if {FakeWorker.MakesVariants}; then {Hang}; else {FakeWorker.Succeed}; fi");
        await using var server = await StartAsync(worker);
        var created = await CreateAsync(server);
        await HangsAsync(worker);
        var asked = Stopwatch.StartNew();

        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        var job = await server.WaitForEndAsync(created.Name);
        asked.Stop();

        await TestContext.Out.WriteLineAsync($"Cancelled in {asked.ElapsedMilliseconds} ms.");
        Assert.That((job.State, server.Registrar.Attempts), Is.EqualTo((State.Cancelled, 0)));
        Assert.That(asked.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(() => Directory.EnumerateFileSystemEntries(server.Data.File("training", "jobs")), Is.Empty.After(5000, 20), "Folders are left.");
    }

    [TestCase("exit 7", "3 workers ended without a result, the last with exit code 7.")]
    [TestCase("""echo '{"reason":"DATA_UNSUITABLE","message":"One class only.","metadata":{}}' > "$folder/error.json"; exit 2""", "One class only.")]
    [TestCase("""cp "$small"/* "$folder"/; sed "s/$(printf '0%.0s' $(seq 64))/$(printf '1%.0s' $(seq 64))/" "$small/result.json" > "$folder/result.json" """, "did not get the bytes of the best trial's model")]
    public async Task Variants_ThatCannotBeMade_AreToldAndLeaveTheModel(string body, string told)
    {
        using var worker = NewWorker($"if {FakeWorker.MakesVariants}; then {body}; else {FakeWorker.Succeed}; fi");
        await using var server = await StartAsync(worker);

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        Assert.That((job.State, job.Result?.ModelVersion), Is.EqualTo((State.Succeeded, "models/test.double/versions/1")), job.Error?.Message);
        Assert.That(job.Result!.Variants.Select(variant => (variant.Variant, variant.FailedGate)), Is.EqualTo(new[] { ("fp16", "making"), ("static-int8", "making") }));
        Assert.That(job.Result.Variants.Select(variant => variant.Problem), Is.All.Contains(told));
        Assert.That(() => Directory.EnumerateFileSystemEntries(server.Data.File("training", "jobs")), Is.Empty.After(5000, 20));
    }

    // The GPU may be gone, and the model is there.
    [Test]
    public async Task Variants_OfASearchThatNeedsAGpu_DoNotNeedOne()
    {
        using var worker = NewWorker(
            $"if {FakeWorker.MakesVariants}; then {Requires("gpu-preferred")}; else {Requires("gpu-required")}; fi; {FakeWorker.SucceedWithVariants}", "cuda:0");
        await using var server = await StartAsync(worker);
        var spec = await NewSpecAsync(server);
        (spec.Algorithm, spec.DevicePolicy) = ("mlp", "gpu-required");
        spec.Search = new SearchSpec { MaxTrialCount = 1 };

        var job = await server.WaitForEndAsync((await server.CreateJobAsync(spec)).Name);

        Assert.That((job.State, job.Spec.DevicePolicy), Is.EqualTo((State.Succeeded, "gpu-required")), job.Error?.Message);
        Assert.That(job.Result.Variants.Select(variant => variant.FailedGate), Is.EqualTo(["metric", ""]));

        static string Requires(string policy) => $"""grep -q '"devicePolicy": "{policy}"' "$folder/plan.json" || exit 7""";
    }

    // All are as good, so it is the first, which is linear.
    [Test]
    public async Task Winner_ThatIsNoNetwork_HasNone()
    {
        using var worker = NewWorker(FakeWorker.SucceedWithVariants);
        worker.Leave(Trial with { Metrics = new Dictionary<string, double> { ["cross_validation.rmse"] = 1, ["cross_validation.rmse_error"] = 0.125 } });
        await using var server = await StartAsync(worker);
        var spec = await NewSpecAsync(server);
        spec.Algorithm = "auto";
        spec.Search = new SearchSpec { ParallelTrialCount = 1 };

        var job = await server.WaitForEndAsync((await server.CreateJobAsync(spec)).Name);

        Assert.That((job.State, job.Result?.BestParameters["algorithm"]), Is.EqualTo((State.Succeeded, "linear-regression")), job.Error?.Message);
        Assert.That(job.Result!.Variants.Select(variant => (variant.FailedGate, variant.Problem)), Is.All.EqualTo(
            ("making", "The best trial is 'linear-regression', which has no variants; they are made of 'mlp', 'cnn' and 'rnn'.")));
    }

    [Test]
    public async Task Search_OfWhatHasNoVariants_IsRefused()
    {
        await using var server = await TrainingServer.StartAsync();
        var spec = await NewSpecAsync(server);
        spec.Algorithm = "gradient-boosting";
        spec.Search = new SearchSpec { MaxTrialCount = 2 };

        var error = await Errors.OfAsync(() => server.CreateJobAsync(spec));

        Assert.That(error.Status.Detail, Does.Contain("training_job.spec.variants: 'gradient-boosting' has no variants"));
    }

    private static FakeWorker NewWorker(string body, params string[] devices)
    {
        var worker = new FakeWorker(body, devices);
        worker.Leave(Trial);
        worker.LeaveVariants(Trial with { Metrics = new Dictionary<string, double> { ["validation.rmse"] = 7 } }, Made);
        return worker;
    }

    private static Task<TrainingServer> StartAsync(FakeWorker worker) => TrainingServer.StartAsync(("WorkerPath", worker.Path));

    private static async Task<TrainingJob> CreateAsync(TrainingServer server)
    {
        var spec = await NewSpecAsync(server);
        spec.Algorithm = "mlp";
        spec.Search = new SearchSpec { MaxTrialCount = 2, ParallelTrialCount = 1 };
        return await server.CreateJobAsync(spec);
    }

    private static async Task<TrainingSpec> NewSpecAsync(TrainingServer server)
    {
        var spec = await Specs.ImportAsync(server);
        spec.Variants.Add([new VariantSpec { Kind = "fp16" }, new VariantSpec { Kind = "static-int8" }]);
        return spec;
    }

    private static async Task HangsAsync(FakeWorker worker)
    {
        using var limit = new CancellationTokenSource(TestLimits.Job);
        while (!File.Exists(Path.Combine(worker.StatePath, "hanging")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
