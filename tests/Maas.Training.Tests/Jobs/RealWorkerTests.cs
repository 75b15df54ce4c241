using Maas.Contracts.Training.V1;
using Maas.Training.Plans;
using Maas.Training.Tests.Datasets;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>The service with the real worker, on real data.</summary>
public sealed class RealWorkerTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    // Reference: scikit-learn 1.2.1, LinearRegression on all rows.
    [Test]
    public async Task LeastSquares_OnDiabetes_HasTheReferenceScore()
    {
        var job = await TrainAsync("diabetes.csv", new TrainingSpec
        {
            TargetColumn = "progression",
            Model = "models/diabetes",
            Split = new SplitSpec { TestRatio = 0 },
        });

        Assert.Multiple(() =>
        {
            Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
            Assert.That(job.Result.Metrics["train.r2"], Is.EqualTo(0.51774842).Within(1e-6));
            Assert.That(job.Result.ParityError, Is.LessThanOrEqualTo(1e-5));
            Assert.That(job.Result.Coefficients, Has.Count.EqualTo(11));
            Assert.That((job.Result.Device, job.Result.DeviceNote), Is.EqualTo(("cpu", "'linear-regression' with the solver 'exact' is computed on the CPU.")));
        });
    }

    [Test]
    public async Task LogisticRegression_OnIris_RegistersWhatServingNeeds()
    {
        var job = await TrainAsync("iris.csv", new TrainingSpec { TargetColumn = "species", Model = "models/iris", Alias = "production" });

        var registration = _server.Registrar.Registrations.Single(found => found.JobName == job.Name);
        Assert.Multiple(() =>
        {
            Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
            Assert.That(job.Result.ConfusionMatrix.ClassLabels, Is.EqualTo(["setosa", "versicolor", "virginica"]));
            Assert.That(job.Result.Metrics["test.accuracy"], Is.GreaterThan(0.85));
            Assert.That(registration.Outcome.Signature.Inputs.Select(input => input.Role), Is.All.EqualTo(TensorRole.NumericFeature));
            Assert.That(registration.Outcome.GoldenExamples, Is.Not.Empty);
            Assert.That(registration.Alias, Is.EqualTo("production"));
        });
    }

    [Test]
    public async Task Network_ReportsItsEpochs()
    {
        var job = await TrainAsync("iris.csv", new TrainingSpec
        {
            TargetColumn = "species",
            Model = "models/iris-mlp",
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { EpochCount = 5 },
        });

        Assert.Multiple(() =>
        {
            Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
            Assert.That(job.Result.EpochLosses, Has.Count.EqualTo(5));
            Assert.That((job.Progress.EpochCount, job.Progress.PlannedEpochCount), Is.EqualTo((5, 5)));
            Assert.That((job.Result.Device, job.Result.DeviceNote.Length > 0), Is.EqualTo(("cpu", true)), "Or a GPU, in a build for them.");
        });
    }

    [Test]
    public async Task OneClass_FailsAsUnsuitable()
    {
        var version = await _server.ImportAsync("x,c\n1,a\n2,a\n3,a\n4,a\n5,a\n", "one-class");

        var job = await _server.WaitForEndAsync((await _server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = version.Name,
            TargetColumn = "c",
            Model = "models/one-class",
        })).Name);

        Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "DATA_UNSUITABLE")));
    }

    [Test]
    public async Task ColumnsNamedLikeOutputs_AreInputsLikeOthers()
    {
        var version = await _server.ImportAsync("prediction,label,y\n1,a,2\n2,b,4\n3,a,6\n4,b,8\n5,a,10\n", "outputs");

        var job = await _server.WaitForEndAsync((await _server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = version.Name,
            TargetColumn = "y",
            Model = "models/outputs",
        })).Name);

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        var signature = _server.Registrar.Registrations.Single(found => found.JobName == job.Name).Outcome.Signature;
        Assert.That(signature.Inputs.Concat(signature.Outputs).Select(tensor => tensor.Name), Is.Unique.And.SupersetOf(new[] { "prediction", "label" }));
    }

    private async Task<TrainingJob> TrainAsync(string file, TrainingSpec spec)
    {
        spec.DatasetVersion = (await _server.ImportAsync(TestData.Read(file), Path.GetFileNameWithoutExtension(file))).Name;
        return await _server.WaitForEndAsync((await _server.CreateJobAsync(spec)).Name);
    }
}
