using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;

namespace Maas.Training.Tests.Searching;

/// <summary>Searches that are refused before anything runs.</summary>
public sealed class SearchRefusalTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [TestCase("learning_rate", "'logistic-regression' with this solver has no such knob")]
    [TestCase("nothing", "got 'nothing'")]
    public async Task Parameter_ThatCannotBeSearched_IsRefused(string name, string told)
    {
        var data = await _server.ImportAsync(TestData.Read("iris.csv"), "iris");

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "species",
            Model = "models/refused",
            Search = new SearchSpec { Parameters = { new SearchParameter { Name = name, Low = 1, High = 2 } } },
        }));

        Assert.That(error.Status.Detail, Does.Contain("search.parameters[0]").And.Contain(told));
    }

    [Test]
    public async Task Parameter_BeyondWhatItCanBe_IsRefusedBeforeAnythingRuns()
    {
        var data = await _server.ImportAsync(TestData.Read("iris.csv"), "iris");

        var error = await Errors.OfAsync(() => _server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "species",
            Algorithm = "mlp",
            Model = "models/refused",
            Search = new SearchSpec
            {
                Parameters =
                {
                    new SearchParameter { Name = "dropout_ratio", Low = 0, High = 1.5 },
                    new SearchParameter { Name = "hidden_units", Values = { "64", "many" } },
                    new SearchParameter { Name = "batch_size", Low = 64, High = 8 },
                    new SearchParameter { Name = "epoch_count", Low = 0, High = 8 },
                },
                Sampler = "guess",
                Constraints = { new SearchConstraint { Metric = "speed", Max = 1 } },
            },
        }));

        Assert.That(error.Status.Detail, Does.Contain("in [0, 1), got 1.5").And.Contain("'many' is no value of 'hidden_units'").And.Contain("got 'speed'").And.Contain("parameters[3]"));
    }
}
