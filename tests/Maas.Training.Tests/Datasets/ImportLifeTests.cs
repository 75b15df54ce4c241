using Grpc.Core;
using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Datasets;

/// <summary>Imports that stop half-way, and restarts.</summary>
public sealed class ImportLifeTests
{
    [Test]
    public async Task Import_StandingStill_IsGivenUp()
    {
        await using var server = await TrainingServer.StartAsync(("ImportIdleTimeout", "00:00:00.3"));
        using var call = server.Client.ImportDataset();
        await call.RequestStream.WriteAsync(new ImportDatasetRequest { Header = new() { DatasetId = "slow" } });

        var error = await Errors.OfAsync(() => call.ResponseAsync.WaitAsync(TestLimits.Call));

        Assert.That((error.StatusCode, error.Info.Reason), Is.EqualTo((StatusCode.DeadlineExceeded, "IMPORT_STALLED")));
    }

    [Test]
    public async Task Import_BrokenOff_LeavesNothing()
    {
        await using var server = await TrainingServer.StartAsync();
        using (var call = server.Client.ImportDataset())
        {
            await call.RequestStream.WriteAsync(new ImportDatasetRequest { Header = new() { DatasetId = "half" } });
            await call.RequestStream.WriteAsync(new ImportDatasetRequest { Chunk = Google.Protobuf.ByteString.CopyFromUtf8("x\n1\n") });
        }

        var error = await Errors.OfAsync(() => server.Client.GetDatasetAsync(
            new GetDatasetRequest { Name = "datasets/half" }).ResponseAsync);

        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task Dataset_AfterRestart_IsThere()
    {
        await using var server = await TrainingServer.StartAsync();
        var version = await server.ImportAsync("x\n1\nbad\n", configure: header =>
        {
            header.MaxRejectedRatio = 1;
            header.Columns.Add(new Column { Name = "x", Kind = Column.Types.Kind.Numeric });
        });
        var rejected = await server.ListRejectedRowsAsync(version);

        await server.RestartAsync();

        var again = await server.Client.GetDatasetVersionAsync(new GetDatasetVersionRequest { Name = version.Name });
        var rejectedAgain = await server.ListRejectedRowsAsync(version);
        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(version));
            Assert.That(rejectedAgain, Is.EqualTo(rejected));
        });
    }
}
