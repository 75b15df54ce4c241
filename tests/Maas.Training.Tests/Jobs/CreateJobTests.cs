using Grpc.Core;
using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Jobs;

/// <summary>What is accepted, completed and refused.</summary>
public sealed class CreateJobTests
{
    private FakeWorker _worker;
    private TrainingServer _server;
    private TrainingSpec _spec;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _worker = new FakeWorker(FakeWorker.Succeed);
        _server = await TrainingServer.StartAsync(("WorkerPath", _worker.Path));
        _spec = await Specs.ImportAsync(_server);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _worker.Dispose();
    }

    [Test]
    public async Task Create_ValidateOnly_FillsInDefaultsAndCreatesNothing()
    {
        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJobId = "only-a-thought",
            TrainingJob = new TrainingJob { Spec = _spec },
            ValidateOnly = true,
        });

        var error = await Errors.OfAsync(() => _server.Client.GetTrainingJobAsync(
            new GetTrainingJobRequest { Name = job.Name }).ResponseAsync);
        Assert.Multiple(() =>
        {
            Assert.That((job.Spec.Task, job.Spec.Algorithm), Is.EqualTo(("regression", "linear-regression")));
            Assert.That(job.Spec.Features.Select(f => $"{f.Column} {f.Imputation} {f.Scaling}".TrimEnd()),
                Is.EqualTo(["x mean z-score", "color most-frequent"]));
            Assert.That((job.Spec.Split.TestRatio, job.Spec.Hyperparameters.L2Penalty), Is.EqualTo((0.2, 0.0)));
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.NotFound));
        });
    }

    [Test]
    public async Task Create_NetworkOnCategories_GetsItsOwnDefaults()
    {
        var spec = _spec.Clone();
        (spec.TargetColumn, spec.Algorithm) = ("color", "mlp");

        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob { Spec = spec },
            ValidateOnly = true,
        });

        var knobs = job.Spec.Hyperparameters;
        Assert.That((job.Spec.Task, knobs.HiddenUnits.Single(), knobs.EpochCount, knobs.BatchSize, knobs.LearningRate, knobs.HasL2Penalty),
            Is.EqualTo(("classification", 64, 100, 32, 0.01, false)));
    }

    [Test]
    public async Task Create_RecurrentNetworkWithEarlyStopping_GetsItsOwnDefaults()
    {
        var spec = _spec.Clone();
        (spec.Algorithm, spec.EarlyStopping) = ("rnn", new EarlyStopping());

        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob { Spec = spec },
            ValidateOnly = true,
        });

        var knobs = job.Spec.Hyperparameters;
        Assert.Multiple(() =>
        {
            Assert.That((knobs.Solver, knobs.RecurrentCell, knobs.StateUnits, knobs.LevelCount, knobs.MaxGradientNorm),
                Is.EqualTo(("adam", "gru", 64, 1, 1.0)));
            Assert.That(knobs.HiddenUnits, Is.Empty);
            Assert.That((job.Spec.EarlyStopping.Patience, job.Spec.Split.ValidationRatio), Is.EqualTo((10, 0.1)));
            Assert.That(job.Spec.Features.Select(f => $"{f.Outliers} {f.Transform} {f.Encoding}".Trim()), Is.EqualTo(["none none", "one-hot"]));
        });
    }

    [Test]
    public async Task Create_TreesWithEarlyStopping_GetTheirOwnDefaults()
    {
        var spec = _spec.Clone();
        (spec.Algorithm, spec.EarlyStopping) = ("gradient-boosting", new EarlyStopping { Patience = 5 });

        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob { Spec = spec },
            ValidateOnly = true,
        });

        var knobs = job.Spec.Hyperparameters;
        Assert.That((knobs.TreeCount, knobs.LeafCount, knobs.MinLeafRows, knobs.FeatureRatio, knobs.RowRatio, knobs.LearningRate, knobs.L2Penalty),
            Is.EqualTo((100, 31, 20, 1.0, 1.0, 0.1, 0.0)));
        Assert.That((knobs.HasEpochCount, knobs.HasBatchSize, job.Spec.Split.ValidationRatio), Is.EqualTo((false, false, 0.1)));
    }

    [Test]
    public async Task Create_TreesWithKnobsOutOfRange_NamesEach()
    {
        var spec = _spec.Clone();
        spec.Algorithm = "gradient-boosting";
        spec.Hyperparameters = new Hyperparameters
        {
            TreeCount = 0, LeafCount = 1, MinLeafRows = 0, FeatureRatio = 0, RowRatio = 1.5, EpochCount = 3,
        };

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(spec));

        Assert.That(error.Fields.Select(field => field["training_job.spec.hyperparameters.".Length..]).Distinct(), Is.EquivalentTo([
            "tree_count", "leaf_count", "min_leaf_rows", "feature_ratio", "row_ratio", "epoch_count",
        ]));
    }

    [Test]
    public async Task Create_ClustersWithoutATarget_LearnFromAllColumns()
    {
        var spec = _spec.Clone();
        (spec.TargetColumn, spec.Task) = ("", "clustering");

        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob { Spec = spec },
            ValidateOnly = true,
        });

        Assert.That((job.Spec.Algorithm, job.Spec.Hyperparameters.HasClusterCount), Is.EqualTo(("k-means", false)));
        Assert.That(job.Spec.Features.Select(feature => feature.Column), Is.EqualTo(["x", "color", "y"]));
    }

    [TestCase("k-means", "y", "target_column,features[0].encoding,hyperparameters.cluster_count,hyperparameters.tree_count")]
    [TestCase("", "", "target_column,hyperparameters.cluster_count,hyperparameters.tree_count")]
    [TestCase("matrix-factorisation", "y",
        "features,features[0].encoding,hyperparameters.cluster_count,hyperparameters.tree_count,hyperparameters.l2_penalty")]
    public async Task Create_WithWhatDoesNotGoWithTheTask_NamesEach(string algorithm, string target, string fields)
    {
        var spec = _spec.Clone();
        (spec.TargetColumn, spec.Algorithm) = (target, algorithm);
        spec.Features.Add(new FeatureSpec { Column = "color", Encoding = "target" });
        spec.Hyperparameters = new Hyperparameters { ClusterCount = 1, TreeCount = 5 };
        if (algorithm == "matrix-factorisation")
        {
            spec.Hyperparameters.L2Penalty = 0;
        }

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(spec));

        Assert.That(error.Fields.Select(field => field["training_job.spec.".Length..]).Distinct(), Is.EquivalentTo(fields.Split(',')));
    }

    [Test]
    public async Task Create_Recommendation_TakesUserAndItemAsTheyCome()
    {
        var data = await _server.ImportAsync("who,what,stars\nann,tea,5\nbob,tea,3\nann,milk,1\nbob,milk,2\nann,rum,4\n", "ratings");

        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob
            {
                Spec = new TrainingSpec
                {
                    DatasetVersion = data.Name, TargetColumn = "stars", Algorithm = "matrix-factorisation", Model = "models/test.stars",
                },
            },
            ValidateOnly = true,
        });

        var knobs = job.Spec.Hyperparameters;
        Assert.That((job.Spec.Task, knobs.FactorCount, knobs.EpochCount, knobs.L2Penalty), Is.EqualTo(("recommendation", 16, 20, 5.0)));
        Assert.That(job.Spec.Features.Select(f => $"{f.Column} {f.Imputation} {f.ImputationConstant} {f.Encoding}"),
            Is.EqualTo(["who constant (nobody) ordinal", "what constant (nobody) ordinal"]));
    }

    [Test]
    public async Task Create_KnobsOfOthers_NamesEach()
    {
        var spec = _spec.Clone();
        spec.Algorithm = "linear-regression";
        spec.EarlyStopping = new EarlyStopping { Patience = 3 };
        spec.ClassWeighting = "balanced";
        spec.Features.Add(new FeatureSpec { Column = "x", Encoding = "target", BinCount = 5 });
        spec.Features.Add(new FeatureSpec { Column = "color", Outliers = "iqr", MissingIndicator = true });
        spec.Hyperparameters = new Hyperparameters { Channels = { 4 }, LevelCount = 2, LearningRateSchedule = "warm", KernelSize = 4 };

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(spec));

        Assert.That(error.Fields.Select(field => field["training_job.spec.".Length..]).Distinct(), Is.EquivalentTo([
            "early_stopping", "class_weighting", "features[0].encoding", "features[0].bin_count", "features[1].outliers",
            "features[1].missing_indicator", "hyperparameters.channels", "hyperparameters.level_count",
            "hyperparameters.learning_rate_schedule", "hyperparameters.kernel_size",
        ]));
    }

    [Test]
    public async Task Create_WhoseProfileLeavesTextsAlone_LearnsFromThem()
    {
        var rows = Enumerable.Range(0, 60).Select(row => $"{1000 + (7 * row)},the words of row {row} are {row * 31} and some more words of it,{(row % 2 == 0 ? "good" : "bad")}");
        var version = await _server.ImportAsync($"id,words,label\n{string.Join('\n', rows)}\n", "texts");

        var job = await _server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = version.Name, TargetColumn = "label", Model = "models/texts", FeaturePlan = "profile",
        });

        Assert.That(job.Spec.Features.Select(feature => feature.Column), Is.EqualTo(new[] { "words" }));
    }

    [Test]
    public async Task Create_ManyFaults_NamesAllOfThem()
    {
        var spec = _spec.Clone();
        spec.Algorithm = "logistic-regression";
        spec.Features.Add(new FeatureSpec { Column = "y" });
        spec.Features.Add(new FeatureSpec { Column = "color", Imputation = "mean", Scaling = "min-max" });
        spec.Features.Add(new FeatureSpec { Column = "x", Imputation = "constant", ImputationConstant = "many" });
        spec.Features.Add(new FeatureSpec { Column = "x" });
        spec.Split = new SplitSpec { TestRatio = 1 };
        spec.Hyperparameters = new Hyperparameters { L2Penalty = -1, EpochCount = 5 };
        spec.Model = "models/Bad";
        spec.Alias = "-";

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(spec));

        Assert.Multiple(() =>
        {
            Assert.That((error.StatusCode, error.Info.Reason), Is.EqualTo((StatusCode.InvalidArgument, "SPEC_INVALID")));
            Assert.That(error.Fields.Select(field => field["training_job.spec.".Length..]), Is.EquivalentTo([
                "algorithm", "features[0].column", "features[1].imputation", "features[1].scaling",
                "features[2].imputation_constant", "features[3].column", "split.test_ratio", "hyperparameters.l2_penalty",
                "hyperparameters.epoch_count", "model", "alias",
            ]));
        });
    }

    [Test]
    public async Task Create_UnknownColumns_NamesThemAndThoseThatAre()
    {
        var spec = _spec.Clone();
        spec.TargetColumn = "price";
        spec.Features.Add(new FeatureSpec { Column = "size" });

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(spec));

        Assert.Multiple(() =>
        {
            Assert.That((error.Info.Reason, error.Info.Metadata["column"], error.Info.Metadata["columns"]),
                Is.EqualTo(("COLUMN_NOT_FOUND", "price", "x, color, y")));
            Assert.That(error.Fields, Is.EquivalentTo(["training_job.spec.target_column", "training_job.spec.features[0].column"]));
        });
    }

    [Test]
    public async Task Create_UnknownData_IsNotFound()
    {
        var spec = _spec.Clone();
        spec.DatasetVersion = "datasets/data/versions/99";

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(spec));

        Assert.That((error.StatusCode, error.Info.Metadata["resource"]), Is.EqualTo((StatusCode.NotFound, "datasets/data/versions/99")));
    }

    [Test]
    public async Task Create_SameRequestAgain_GivesTheSameJob()
    {
        var requestId = Guid.NewGuid().ToString();
        var first = await _server.CreateJobAsync(_spec, requestId: requestId);

        var again = await _server.CreateJobAsync(_spec, requestId: requestId);
        var other = _spec.Clone();
        other.Seed = 7;
        var error = await Errors.OfAsync(() => _server.CreateJobAsync(other, requestId: requestId));

        Assert.That((again.Name, error.Info.Reason), Is.EqualTo((first.Name, "REQUEST_ID_REUSED")));
    }

    [Test]
    public async Task Create_NameInUse_IsRefused()
    {
        await _server.CreateJobAsync(_spec, id: "mine");

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(_spec, id: "mine"));

        Assert.That((error.StatusCode, error.Info.Reason), Is.EqualTo((StatusCode.AlreadyExists, "RESOURCE_ALREADY_EXISTS")));
    }

    [Test]
    public async Task List_InPages_GivesEachJobOnceNewestFirst()
    {
        var names = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            names.Insert(0, (await _server.CreateJobAsync(_spec, id: $"listed-{i}")).Name);
        }

        var request = new ListTrainingJobsRequest { PageSize = 2 };
        var listed = new List<string>();
        do
        {
            var page = await _server.Client.ListTrainingJobsAsync(request);
            listed.AddRange(page.TrainingJobs.Select(job => job.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.That(listed.Where(name => name.StartsWith("trainingJobs/listed-", StringComparison.Ordinal)), Is.EqualTo(names));
    }

    [Test]
    public async Task Watch_UnknownJob_IsNotFound()
    {
        var error = await Errors.OfAsync(() => _server.WaitForEndAsync("trainingJobs/nothing"));

        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }
}
