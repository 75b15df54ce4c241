using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Jobs;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Databases;

/// <summary>What Training keeps of datasets and jobs, on each engine.</summary>
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
public sealed class MetadataTests(TestDatabase database)
{
    private FakeWorker _worker;
    private TrainingServer? _server;

    private TrainingServer Server => _server!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _worker = new FakeWorker(FakeWorker.Succeed);
        _server = await TrainingServer.StartAsync(database, ("WorkerPath", _worker.Path));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _worker.Dispose();
    }

    [Test]
    public async Task Dataset_WithTwoVersions_IsListedWithAllOfIt()
    {
        var first = await Server.ImportAsync("x,y\n1,2\n3\n4,5\n", "listed", header => header.MaxRejectedRatio = 0.5);
        var second = await Server.ImportAsync("x,y\n1,2\n3,4\n", "listed");
        var again = await Server.ImportAsync("x,y\n1,2\n3,4\n", "listed");

        var versions = await Server.Client.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Parent = "datasets/listed" });
        var rejected = await Server.ListRejectedRowsAsync(first);
        var datasets = await Server.Client.ListDatasetsAsync(new ListDatasetsRequest());

        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(second));
            Assert.That(versions.DatasetVersions, Is.EqualTo([second, first]));
            Assert.That(rejected.Single().LineNumber, Is.EqualTo(3));
            Assert.That(datasets.Datasets.Select(dataset => dataset.Name), Does.Contain("datasets/listed"));
        });
    }

    [Test]
    public async Task Schema_SetWithAStaleEtag_IsAborted()
    {
        var version = await Server.ImportAsync("x,y\n1,2\n3,4\n", "schemed");
        var schema = await Server.Client.InferDatasetSchemaAsync(new InferDatasetSchemaRequest { Name = version.Name });
        var stored = await Server.Client.UpdateDatasetSchemaAsync(new UpdateDatasetSchemaRequest { DatasetSchema = schema });
        var stale = stored.Clone();
        (stale.Etag, stale.NewColumnsAllowed) = ("\"77\"", !stale.NewColumnsAllowed);

        var error = await Errors.OfAsync(() => Server.Client.UpdateDatasetSchemaAsync(
            new UpdateDatasetSchemaRequest { DatasetSchema = stale }).ResponseAsync);

        var found = await Server.Client.GetDatasetSchemaAsync(new GetDatasetSchemaRequest { Name = stored.Name });
        Assert.That((error.Info.Reason, found.Equals(stored)), Is.EqualTo(("ETAG_MISMATCH", true)));
    }

    [Test]
    public async Task Profile_AskedForTwice_IsTheSame()
    {
        var version = await Server.ImportAsync("x,y\n1,2\n3,4\n5,1\n", "profiled");

        var first = await Server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name });
        var second = await Server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name });

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task Jobs_SentTwice_AreDoneOnceAndListedNewestFirst()
    {
        var spec = await Specs.ImportAsync(Server);
        var requestId = Guid.NewGuid().ToString();
        var first = await Server.CreateJobAsync(spec, id: "first", requestId);
        var again = await Server.CreateJobAsync(spec, id: "first", requestId);
        var second = await Server.CreateJobAsync(spec, id: "second");
        var ends = await Task.WhenAll(Server.WaitForEndAsync(first.Name), Server.WaitForEndAsync(second.Name));

        var page = await Server.Client.ListTrainingJobsAsync(new ListTrainingJobsRequest { PageSize = 1 });
        var next = await Server.Client.ListTrainingJobsAsync(
            new ListTrainingJobsRequest { PageSize = 1, PageToken = page.NextPageToken });
        var error = await Errors.OfAsync(() => Server.CreateJobAsync(spec, id: "second"));

        Assert.Multiple(() =>
        {
            Assert.That(again.Uid, Is.EqualTo(first.Uid));
            Assert.That(ends.Select(job => (job.State, job.AttemptCount)), Is.All.EqualTo((State.Succeeded, 1)));
            Assert.That(page.TrainingJobs.Concat(next.TrainingJobs), Is.EqualTo([ends[1], ends[0]]));
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.AlreadyExists));
        });
    }
}
