using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;
using Maas.Training.Plans;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Jobs whose model is trained and not registered yet.</summary>
public sealed class TrainedJobTests
{
    [Test]
    public async Task Job_ThatIsLetGo_IsRegisteredByWhoTakesItUp()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"), ("LeaseDuration", "00:00:02"));
        var trained = await TrainAsync(server);

        var left = await server.Services.GetRequiredService<JobRunner>().RequeueAsync(trained);
        var job = await server.WaitForEndAsync(trained.Name);

        Assert.That((left.State, left.IsTrained), Is.EqualTo((JobState.Running, true)));
        Assert.That((job.State, job.AttemptCount, server.Registrar.Attempts), Is.EqualTo((State.Succeeded, 1, 1)), job.Error?.Message);
    }

    [TestCase(new string[0], new[] { "" })]
    [TestCase(new[] { "fp16", "static-int8" }, new[] { "", "fp16", "static-int8" })]
    public async Task Versions_AreEachTold_TheLastOneToo(string[] variants, string[] expected)
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"));
        var trained = await TrainAsync(server, variants);
        var told = new List<string>();

        var end = await server.Services.GetRequiredService<JobRegistration>().RegisterAsync(
            trained, (variant, _) => Tell(variant), CancellationToken.None);

        Assert.That(told, Is.EqualTo(expected));
        Assert.That(end.Result?.ModelVersion, Is.EqualTo("models/test.double/versions/1"));

        Task Tell(string variant)
        {
            told.Add(variant);
            return Task.CompletedTask;
        }
    }

    // As a worker leaves it.
    private static async Task<Job> TrainAsync(TrainingServer server, params string[] variants)
    {
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Variants.Add(variants.Select(kind => new VariantSpec { Kind = kind }));
        await server.CreateJobAsync(spec);
        var services = server.Services;
        var claimed = await services.GetRequiredService<JobQueue>().ClaimAsync(LeaseOwner.Service, CancellationToken.None).WaitAsync(TestLimits.Call);
        var folder = services.GetRequiredService<JobFiles>().Create(claimed);
        foreach (var path in variants.Select(folder.VariantPath).Append(folder.ModelPath))
        {
            await File.WriteAllTextAsync(path, "model");
        }

        folder.WriteOutcome(FakeWorker.Outcome with { Variants = [.. variants.Select(name => new VariantOutcome { Name = name })] });
        return await services.GetRequiredService<HeldJobs>().ChangeAsync(claimed, current => current with { IsTrained = true });
    }
}
