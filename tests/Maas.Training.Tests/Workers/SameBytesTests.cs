using System.Security.Cryptography;
using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Workers;

/// <summary>The real worker program elsewhere, undisturbed and killed: the same bytes as here.</summary>
public sealed class SameBytesTests
{
    private static readonly TrainingSpec Spec = new()
    {
        TargetColumn = "species",
        Model = "models/iris",
        Algorithm = "mlp",
        Seed = 3,
        Hyperparameters = new Hyperparameters { EpochCount = 1500 },
    };

    [Test]
    public async Task Model_OfWorkersElsewhere_HasTheBytesOfOneHere()
    {
        var expected = await TrainHereAsync();
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"), ("LeaseDuration", "00:00:02"));
        var spec = await ImportAsync(server);
        using var first = WorkerAgentProcess.Start("first", server.Address);
        var undisturbed = await server.WaitForEndAsync((await server.CreateJobAsync(spec)).Name);

        var disturbed = await server.CreateJobAsync(spec);
        await server.WaitAsync(disturbed.Name, job => job.Progress.EpochCount >= 100);
        await first.KillAsync();
        using var second = WorkerAgentProcess.Start("second", server.Address);
        disturbed = await server.WaitForEndAsync(disturbed.Name);

        Assert.That((undisturbed.State, undisturbed.AttemptCount), Is.EqualTo((State.Succeeded, 1)), undisturbed.Error?.Message);
        Assert.That((disturbed.State, disturbed.AttemptCount), Is.EqualTo((State.Succeeded, 2)), disturbed.Error?.Message);
        Assert.That(server.Registrar.Models.Select(Digest), Is.EqualTo([expected, expected]));
    }

    private static async Task<string> TrainHereAsync()
    {
        await using var server = await TrainingServer.StartAsync();
        await server.WaitForEndAsync((await server.CreateJobAsync(await ImportAsync(server))).Name);
        return Digest(server.Registrar.Models.Single());
    }

    private static async Task<TrainingSpec> ImportAsync(TrainingServer server)
    {
        var spec = Spec.Clone();
        spec.DatasetVersion = (await server.ImportAsync(TestData.Read("iris.csv"), "iris")).Name;
        return spec;
    }

    private static string Digest(byte[] model) => Convert.ToHexStringLower(SHA256.HashData(model));
}
