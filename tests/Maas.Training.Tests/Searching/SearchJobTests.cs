using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;
using static Maas.Contracts.Training.V1.TrainingJob.Types;
using TrialState = Maas.Contracts.Training.V1.Trial.Types.State;

namespace Maas.Training.Tests.Searching;

/// <summary>Searches with the real worker, on real data.</summary>
public sealed class SearchJobTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync(("WorkerSlots", "2"));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Search_OfOneParameter_RegistersTheBestTrial()
    {
        var job = await RunAsync("iris.csv", new TrainingSpec
        {
            TargetColumn = "species",
            Model = "models/iris",
            Search = new SearchSpec
            {
                Parameters = { new SearchParameter { Name = "l2_penalty", Low = 0.01, High = 1000, Logarithmic = true } },
                MaxTrialCount = 6,
            },
        });
        var trials = (await _server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        var best = trials.Where(trial => trial.State == TrialState.Completed).MinBy(trial => trial.Objective)!;
        var registration = _server.Registrar.Registrations.Single(found => found.JobName == job.Name);
        Assert.Multiple(() =>
        {
            Assert.That(trials, Has.Count.EqualTo(6));
            Assert.That(trials.Select(trial => trial.Parameters["l2_penalty"]), Is.Unique);
            Assert.That(trials[0].Parameters["l2_penalty"], Is.EqualTo("1"), "The first is the baseline.");
            Assert.That(job.Result.BestTrial, Is.EqualTo(best.Name));
            Assert.That(job.Result.BestParameters, Is.EqualTo(best.Parameters));
            Assert.That(job.Result.TrialCount, Is.EqualTo(6));
            Assert.That(job.Result.Metrics["validation.log_loss"], Is.EqualTo(best.Objective));
            Assert.That(registration.Outcome.Metrics["validation.log_loss"], Is.EqualTo(best.Objective));
            Assert.That(best.Measurements["latency_p95_seconds"], Is.GreaterThan(0));
            Assert.That(best.Measurements["model_size_bytes"], Is.EqualTo(job.Result.ModelSizeBytes));
            Assert.That(job.Result.LatencyP95.ToTimeSpan(), Is.GreaterThan(TimeSpan.Zero));
            Assert.That(job.Result.FeatureImportances, Has.Count.EqualTo(4));
        });
    }

    // Gates that no noise of the machine decides.
    [Test]
    public async Task Search_WithVariants_MakesThemOfTheWinner()
    {
        var job = await RunAsync("digits.csv", WithVariants(new TrainingSpec
        {
            TargetColumn = "digit",
            Task = "classification",
            Model = "models/small-digits",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 10 },
            Search = new SearchSpec { MaxTrialCount = 3, Parameters = { new SearchParameter { Name = "learning_rate" } } },
        }));
        var trials = (await _server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        TestContext.Out.WriteLine($"search {job.Result.SearchDuration}, variants {job.Result.VariantsDuration}: {job.Result.Variants}");
        Assert.Multiple(() =>
        {
            Assert.That(job.Result.Variants.Select(variant => (variant.Variant, variant.FailedGate)), Is.EqualTo(new[]
            {
                ("dynamic-int8", "size"), ("static-int8", ""), ("pruned-0.7", ""),
            }));
            Assert.That(job.Result.Variants.Select(variant => variant.SizeRatio), Is.All.GreaterThan(0));
            Assert.That(_server.Registrar.Variants.Where(variant => variant.Parent == job.Result.ModelVersion).Select(variant => variant.Name), Is.EqualTo(["static-int8", "pruned-0.7"]));
            Assert.That(trials, Has.Count.EqualTo(3));
            Assert.That(job.Result.Metrics["validation.log_loss"], Is.EqualTo(trials.Where(trial => trial.HasObjective).Min(trial => trial.Objective)));
            Assert.That(job.Result.LatencyP95.ToTimeSpan(), Is.GreaterThan(TimeSpan.Zero));
        });
    }

    // What was learnt until then is gone on from: learning anew, or on, would give other bytes.
    [Test]
    public async Task Variants_OfABaselineThatWasCutOff_AreMadeOfWhatItHadLearnt()
    {
        var job = await RunAsync("digits.csv", WithVariants(new TrainingSpec
        {
            TargetColumn = "digit",
            Task = "classification",
            Model = "models/cut-digits",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 10_000 },
            Search = new SearchSpec { MaxDuration = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) },
        }));

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        TestContext.Out.WriteLine($"search {job.Result.SearchDuration}, variants {job.Result.VariantsDuration}, {job.Result.EpochLosses.Count} epochs");
        Assert.That(job.Result.Variants.Select(variant => variant.FailedGate), Is.EqualTo(["size", "", ""]), $"{job.Result.Variants}");
        Assert.That(job.Result.EpochLosses, Has.Count.LessThan(10_000));
        Assert.That((job.Result.SearchDuration + job.Result.VariantsDuration).ToTimeSpan(), Is.LessThanOrEqualTo((job.EndTime - job.StartTime).ToTimeSpan()));
    }

    [Test]
    public async Task Auto_PicksByCrossValidation()
    {
        var job = await RunAsync("iris.csv", new TrainingSpec { TargetColumn = "species", Model = "models/auto", Algorithm = "auto" });
        var trials = (await _server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.Multiple(() =>
        {
            Assert.That(trials.Select(trial => trial.Parameters["algorithm"]), Is.EquivalentTo(["logistic-regression", "gradient-boosting", "mlp"]));
            Assert.That(job.Spec.Algorithm, Is.EqualTo("auto"));
            Assert.That(job.Result.Metrics.Keys, Is.SupersetOf(new[] { "cross_validation.log_loss", "cross_validation.log_loss_error" }));
            var best = trials.MinBy(trial => trial.Objective)!;
            Assert.That(job.Result.BestTrial, Is.EqualTo(best.Name));
            Assert.That(best.Objective, Is.EqualTo(
                best.Measurements["cross_validation.log_loss"] + best.Measurements["cross_validation.log_loss_error"]));
            Assert.That(best.Measurements["cross_validation.accuracy"], Is.GreaterThan(0.9));
        });
    }

    [Test]
    public async Task Search_ThatKeepsNoConstraint_FailsAndSaysHowFarItWas()
    {
        var job = await RunAsync("iris.csv", new TrainingSpec
        {
            TargetColumn = "species",
            Model = "models/tiny",
            Search = new SearchSpec
            {
                MaxTrialCount = 2,
                Constraints = { new SearchConstraint { Metric = "model_size_bytes", Max = 10 } },
            },
        });

        Assert.Multiple(() =>
        {
            Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "NO_FEASIBLE_TRIAL")));
            Assert.That(job.Error?.Message, Does.Contain("model_size_bytes of 10 or less (best "));
            Assert.That(_server.Registrar.Registrations.Select(found => found.Model), Has.None.EqualTo("models/tiny"));
        });
    }

    [Test]
    public async Task Asha_StopsTrialsEarly()
    {
        var job = await RunAsync("digits.csv", new TrainingSpec
        {
            TargetColumn = "digit",
            Task = "classification",
            Model = "models/digits",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 20 },
            Search = new SearchSpec { MaxTrialCount = 12, Parameters = { new SearchParameter { Name = "learning_rate" } } },
        });
        var trials = (await _server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.Multiple(() =>
        {
            Assert.That(job.Spec.Search.Stopping, Is.EqualTo("asha"));
            Assert.That(trials.Count(trial => trial.State == TrialState.Stopped && trial.Problem == "unpromising"), Is.GreaterThan(0));
            Assert.That(trials.Where(trial => trial.State == TrialState.Stopped).Max(trial => trial.Epochs.LastOrDefault()), Is.LessThan(20));
            Assert.That(job.Result.Metrics["validation.accuracy"], Is.GreaterThan(0.95));
        });
    }

    // Issue: wall <= budget + max(2 s, 3 %), and always a valid model.
    [TestCase(5)]
    [TestCase(10)]
    public async Task Budget_IsKept(int seconds)
    {
        var name = (await CreateAsync("digits.csv", new TrainingSpec
        {
            TargetColumn = "digit",
            Task = "classification",
            Model = "models/budget",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 2000 },
            Search = new SearchSpec { MaxDuration = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) },
        })).Name;
        var job = await _server.WaitForEndAsync(name);

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        var wall = (job.EndTime - job.StartTime).ToTimeSpan().TotalSeconds;
        TestContext.Out.WriteLine($"budget {seconds} s, wall {wall:F2} s, trials {job.Result.TrialCount}");
        Assert.That(wall, Is.LessThan(seconds + Math.Max(2, 0.03 * seconds)));
    }

    [Test]
    public async Task Restart_OfTheService_GoesOnWithTheSearch()
    {
        await using var server = await TrainingServer.StartAsync();
        var data = await server.ImportAsync(TestData.Read("digits.csv"), "digits");
        var name = (await server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "digit",
            Task = "classification",
            Model = "models/digits",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 30 },
            Search = new SearchSpec { MaxTrialCount = 4, Stopping = "none" },
        })).Name;
        await server.WaitAsync(name, job => job.Progress is { EndedTrialCount: >= 1, EpochCount: > 3 });
        var before = (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = name })).Trials.Where(trial => trial.HasObjective).ToList();

        await server.RestartAsync();
        var job = await server.WaitForEndAsync(name);
        var trials = (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = name })).Trials;

        Assert.Multiple(() =>
        {
            Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
            Assert.That(trials.Select(trial => trial.State), Is.EqualTo(Enumerable.Repeat(TrialState.Completed, 4)));
            Assert.That(trials, Is.SupersetOf(before), "What was known is lost.");
            Assert.That(server.Client.ListTrainingJobs(new ListTrainingJobsRequest()).TrainingJobs, Has.Count.EqualTo(1), "Trials are listed as jobs.");
            Assert.That(() => Directory.EnumerateFileSystemEntries(server.Data.File("training", "jobs")), Is.Empty.After(2000, 50));
        });
    }

    [Test]
    public async Task Metric_ThatCannotBeTold_EndsTheSearchAtOnce()
    {
        var job = await RunAsync("iris.csv", new TrainingSpec
        {
            TargetColumn = "species",
            Model = "models/untold",
            Search = new SearchSpec { Objective = "roc_auc" },
        });

        Assert.Multiple(() =>
        {
            Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "NO_FEASIBLE_TRIAL")));
            Assert.That(job.Error?.Message, Does.Contain("'roc_auc' cannot be told"));
        });
    }

    [Test]
    public async Task Auto_WithEarlyStopping_GivesItToThoseThatLearnInEpochs()
    {
        var job = await RunAsync("iris.csv", new TrainingSpec
        {
            TargetColumn = "species",
            Model = "models/patient",
            Algorithm = "auto",
            EarlyStopping = new EarlyStopping { Patience = 3 },
            Search = new SearchSpec { Objective = "accuracy" },
        });
        var trials = (await _server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.That(trials.Select(trial => trial.State), Is.All.EqualTo(TrialState.Completed), string.Join(' ', trials.Select(trial => trial.Problem)));
    }

    [Test]
    public async Task Search_OnWorkersElsewhereAlone_IsTheSame()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"));
        using var agent = Workers.WorkerAgentProcess.Start("box", server.Address);
        var data = await server.ImportAsync(TestData.Read("iris.csv"), "iris");
        var job = await server.WaitForEndAsync((await server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "species",
            Model = "models/iris",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 20 },
            Search = new SearchSpec { MaxTrialCount = 3, Stopping = "none" },
            Variants = { new VariantSpec { Kind = "static-int8", MaxSizeRatio = 100, MaxMetricLoss = 1, MaxLatencyRatio = 1000 } },
        })).Name);
        var trials = (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials;

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.That(trials.Select(trial => trial.State), Is.EqualTo(Enumerable.Repeat(TrialState.Completed, 3)));
        Assert.That((agent.Begun, job.Result.Variants.Single().FailedGate), Is.EqualTo((4, "")), job.Result.Variants.Single().Problem);
    }

    [Test]
    public async Task Cancel_StopsAllTrialsWithinASecond()
    {
        var name = (await CreateAsync("digits.csv", new TrainingSpec
        {
            TargetColumn = "digit",
            Task = "classification",
            Model = "models/cancelled",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 10000 },
            Search = new SearchSpec { Stopping = "none" },
        })).Name;
        await _server.WaitAsync(name, job => job.Progress.EpochCount > 2);
        var asked = System.Diagnostics.Stopwatch.StartNew();

        await _server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = name });
        var job = await _server.WaitForEndAsync(name);

        Assert.Multiple(() =>
        {
            Assert.That(job.State, Is.EqualTo(State.Cancelled));
            Assert.That(
                _server.Client.ListTrials(new ListTrialsRequest { Parent = name }).Trials.Select(trial => trial.State), Has.None.EqualTo(TrialState.Running));
            Assert.That(asked.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(() => Directory.EnumerateFileSystemEntries(_server.Data.File("training", "jobs")), Is.Empty.After(2000, 50), "Folders of trials are left.");
        });
    }

    private static TrainingSpec WithVariants(TrainingSpec spec)
    {
        spec.Variants.Add(
        [
            new VariantSpec { Kind = "dynamic-int8", MaxSizeRatio = 0.01 },
            new VariantSpec { Kind = "static-int8", MaxSizeRatio = 1, MaxMetricLoss = 1, MaxLatencyRatio = 1000 },
            new VariantSpec { Kind = "pruned", Sparsity = 0.7, EpochCount = 2, MaxMetricLoss = 1, MaxLatencyRatio = 1000 },
        ]);
        return spec;
    }

    private async Task<TrainingJob> RunAsync(string file, TrainingSpec spec) => await _server.WaitForEndAsync((await CreateAsync(file, spec)).Name);

    private async Task<TrainingJob> CreateAsync(string file, TrainingSpec spec)
    {
        spec.DatasetVersion = (await _server.ImportAsync(TestData.Read(file), Path.GetFileNameWithoutExtension(file))).Name;
        return await _server.CreateJobAsync(spec);
    }
}
