using Grpc.Core;
using Maas.Cli.Workers;
using Maas.Contracts.Training.V1;
using Maas.Testing;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Cli.Tests.Workers;

/// <summary>What a worker does when the service answers badly.</summary>
internal sealed class WorkerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Agent_ThatGetsABadAnswer_AsksAgainUntilItIsRefused()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("program"), "");
        var service = new FailingInvoker(StatusCode.Internal, StatusCode.Unknown, StatusCode.PermissionDenied);
        var settings = new WorkerSettings
        {
            Server = new Uri("http://127.0.0.1/"), Slots = 1, Name = "box", ProgramPath = folder.File("program"), MemoryLimitBytes = 1, CacheBytes = 1,
            Folder = folder.Path,
        };
        using var agent = new WorkerAgent(new TrainingWorkerServiceClient(service), settings, _ => { }, TimeProvider.System);

        Assert.That(async () => await agent.RunAsync(CancellationToken.None).WaitAsync(Limit),
            Throws.InstanceOf<RpcException>().With.Property(nameof(RpcException.StatusCode)).EqualTo(StatusCode.PermissionDenied));
        Assert.That(service.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task Checkpoint_ThatIsRefused_IsToldAndTriedAgain()
    {
        using var folder = new TempFolder();
        var path = folder.File("checkpoint.bin");
        var service = new FailingInvoker(StatusCode.Internal);
        List<string> notes = [];
        var upload = new CheckpointUpload(
            new FileTransfer(new TrainingWorkerServiceClient(service), new Assignment(), TimeProvider.System), path, notes.Add, TimeProvider.System);
        await File.WriteAllTextAsync(path, "half");

        await upload.TryBringAsync(CancellationToken.None).WaitAsync(Limit);
        await upload.TryBringAsync(CancellationToken.None).WaitAsync(Limit);

        Assert.That((service.Calls, notes.Count), Is.EqualTo((2, 2)));
    }
}
