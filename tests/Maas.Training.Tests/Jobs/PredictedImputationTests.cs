using Grpc.Core;
using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Jobs;

/// <summary>Where a missing value can be predicted, and where there is nothing to predict it from.</summary>
public sealed class PredictedImputationTests
{
    private const string Csv = "x,z,color,shape,y\n1,4,red,round,2\n2,1,blue,flat,4\n3,5,red,round,6\n4,3,,flat,8\n";

    private FakeWorker _worker;
    private TrainingServer _server;
    private string _data;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _worker = new FakeWorker(FakeWorker.Succeed);
        _server = await TrainingServer.StartAsync(("WorkerPath", _worker.Path));
        _data = (await _server.ImportAsync(Csv, "shapes")).Name;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _worker.Dispose();
    }

    [Test]
    public async Task Create_ValidateOnly_ShowsWhatIsPredicted()
    {
        var job = await ValidateAsync(Spec("x predicted", "z", "color predicted", "shape"));

        Assert.That(job.Spec.Features.Select(feature => $"{feature.Column} {feature.Imputation}"),
            Is.EqualTo(["x predicted", "z mean", "color predicted", "shape most-frequent"]));
    }

    [TestCase("color predicted")]
    [TestCase("x predicted", "color")]
    public async Task Create_WithNothingToPredictFrom_IsRefused(params string[] features)
    {
        var error = await Errors.OfAsync(() => ValidateAsync(Spec(features)));

        Assert.That((error.StatusCode, error.Info.Reason), Is.EqualTo((StatusCode.InvalidArgument, "SPEC_INVALID")));
        Assert.That(error.Fields, Is.EqualTo(["training_job.spec.features[0].imputation"]));
    }

    [Test]
    public async Task Create_WithTheGroupAloneToPredictFrom_IsRefused()
    {
        var spec = Spec("x", "color predicted");
        spec.Split = new SplitSpec { Method = "group", Column = "x" };

        var error = await Errors.OfAsync(() => ValidateAsync(spec));

        Assert.That(error.Fields, Is.EqualTo(["training_job.spec.features[1].imputation"]));
    }

    [Test]
    public async Task Create_OfWords_IsRefused()
    {
        var spec = Spec("x", "color predicted");
        spec.Features[1].Encoding = "tf-idf";

        var error = await Errors.OfAsync(() => ValidateAsync(spec));

        Assert.That(error.Fields, Is.EqualTo(["training_job.spec.features[1].imputation"]));
    }

    [Test]
    public async Task Create_OfUsersOrItems_IsRefused()
    {
        var spec = Spec("color predicted", "shape");
        spec.Algorithm = "matrix-factorisation";

        var error = await Errors.OfAsync(() => ValidateAsync(spec));

        Assert.That(error.Fields, Is.EqualTo(["training_job.spec.features[0].imputation"]));
    }

    private TrainingSpec Spec(params string[] features)
    {
        var spec = new TrainingSpec { DatasetVersion = _data, TargetColumn = "y", Model = "models/test.shapes" };
        spec.Features.Add(features.Select(feature => feature.Split(' ')).Select(words => new FeatureSpec
        {
            Column = words[0], Imputation = words.Length > 1 ? words[1] : "",
        }));
        return spec;
    }

    private async Task<TrainingJob> ValidateAsync(TrainingSpec spec) => await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
    {
        TrainingJob = new TrainingJob { Spec = spec }, ValidateOnly = true,
    });
}
