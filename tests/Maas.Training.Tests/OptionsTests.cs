using Microsoft.Extensions.Options;

namespace Maas.Training.Tests;

/// <summary>Settings that nobody made, and settings that cannot be.</summary>
public sealed class OptionsTests
{
    [Test]
    public void Defaults_AreThoseThatAreDocumented()
    {
        var options = new TrainingOptions();

        Assert.That(
            (options.WorkerSlots, options.WorkerThreads, options.MaxJobDuration, options.MaxDatasetSizeBytes,
                options.ImportIdleTimeout, options.RegistrationTimeout, options.LeaseDuration),
            Is.EqualTo((1, 1, TimeSpan.FromHours(1), 2L << 30, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10),
                TimeSpan.FromSeconds(30))));
    }

    [TestCase("WorkerSlots", "-1")]
    [TestCase("LeaseDuration", "00:00:00.5")]
    [TestCase("MaxJobDuration", "00:00:00")]
    [TestCase("DataMemoryLimitBytes", "1000")]
    public async Task Start_WithAnImpossibleSetting_NamesIt(string key, string value)
    {
        var error = await Assert.CatchAsync<OptionsValidationException>(() => TrainingServer.StartAsync((key, value)));

        Assert.That(error!.Message, Does.Contain(key));
    }
}
