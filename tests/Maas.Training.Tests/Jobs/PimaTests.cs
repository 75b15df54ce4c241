using System.Diagnostics;
using Maas.Contracts.Training.V1;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Diabetes among Pima women, with 652 missing values: the data of R's package mlbench (Debian: r-cran-mlbench).</summary>
public sealed class PimaTests
{
    private TrainingServer _server;
    private DatasetVersion _data;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TrainingServer.StartAsync();
        _data = await _server.ImportAsync(await ExportAsync(), "pima");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    // Reference: numpy, over the values that are there.
    [TestCase("glucose", 5, 121.6867628, 117)]
    [TestCase("pressure", 35, 72.4051842, 72)]
    [TestCase("triceps", 227, 29.1534196, 29)]
    [TestCase("insulin", 374, 155.5482234, 125)]
    [TestCase("mass", 11, 32.4574637, 32.3)]
    public async Task Profile_CountsWhatIsMissing(string name, int missing, double mean, double median)
    {
        var profile = await _server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = _data.Name });

        var column = profile.Columns.Single(column => column.Column == name);
        Assert.Multiple(() =>
        {
            Assert.That(column.MissingCount, Is.EqualTo(missing));
            Assert.That(column.Numeric.Mean, Is.EqualTo(mean).Within(1e-6));
            Assert.That(column.Numeric.Median, Is.EqualTo(median).Within(1e-9));
        });
    }

    // Reference: scikit-learn 1.2.1, SimpleImputer, StandardScaler and LogisticRegression(C=1) in ten folds: 0.7682 and 0.7708.
    [TestCase("mean", 0.7682)]
    [TestCase("median", 0.7708)]
    public async Task LogisticRegression_InTenFolds_HasTheReferenceScore(string imputation, double reference)
    {
        List<double> accuracies = [];
        for (var seed = 1; seed <= 3; seed++)
        {
            var spec = new TrainingSpec
            {
                DatasetVersion = _data.Name,
                TargetColumn = "diabetes",
                Model = "models/pima",
                Seed = seed,
                Split = new SplitSpec { TestRatio = 0, FoldCount = 10 },
            };
            spec.Features.Add(_data.Columns.Where(column => column.Name != "diabetes")
                .Select(column => new FeatureSpec { Column = column.Name, Imputation = imputation }));
            var job = await _server.WaitForEndAsync((await _server.CreateJobAsync(spec)).Name);
            Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
            accuracies.Add(job.Result.Metrics["cross_validation.accuracy"]);
        }

        TestContext.Out.WriteLine($"{imputation}: {string.Join(", ", accuracies.Select(accuracy => $"{accuracy:F4}"))}, reference {reference}");
        Assert.That(accuracies.Average(), Is.GreaterThanOrEqualTo(reference - 0.01));
    }

    [Test]
    public async Task PlanByProfile_MarksWhatIsOftenMissing()
    {
        var job = await _server.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            ValidateOnly = true,
            TrainingJob = new TrainingJob
            {
                Spec = new TrainingSpec { DatasetVersion = _data.Name, TargetColumn = "diabetes", Model = "models/pima", FeaturePlan = "profile" },
            },
        });

        Assert.That(
            job.Spec.Features.Where(feature => feature.MissingIndicator).Select(feature => feature.Column),
            Is.EqualTo(["pressure", "triceps", "insulin"]));
    }

    private static async Task<byte[]> ExportAsync()
    {
        var start = new ProcessStartInfo("Rscript") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add("data('PimaIndiansDiabetes2', package = 'mlbench'); write.csv(PimaIndiansDiabetes2, row.names = FALSE, na = '')");
        try
        {
            using var r = Process.Start(start)!;
            using var content = new MemoryStream();
            await r.StandardOutput.BaseStream.CopyToAsync(content);
            await r.WaitForExitAsync();
            if (r.ExitCode == 0 && content.Length > 0)
            {
                return content.ToArray();
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no R.
        }

        Assert.Ignore("The data come with R's package mlbench (Debian: r-cran-mlbench), which is not here.");
        return [];
    }
}
