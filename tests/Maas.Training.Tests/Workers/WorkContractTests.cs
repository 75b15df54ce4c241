using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Training.Jobs.Leases;
using Maas.Training.Plans;
using Maas.Training.Tests.Jobs;
using static Maas.Contracts.Training.V1.TrainingJob.Types;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Training.Tests.Workers;

/// <summary>What a worker elsewhere is told, call by call.</summary>
public sealed class WorkContractTests
{
    [Test]
    public async Task Claim_SentAgain_GetsTheSameAssignment()
    {
        await using var server = await StartAsync();
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var request = NewClaim();

        var first = await server.Workers.ClaimWorkAsync(request);
        var again = await server.Workers.ClaimWorkAsync(request);
        var other = await server.Workers.ClaimWorkAsync(NewClaim());

        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(first));
            Assert.That((first.Assignment.TrainingJob, first.Assignment.AttemptNumber), Is.EqualTo((created.Name, 1)));
            Assert.That(other.Assignment, Is.Null);
        });
    }

    [Test]
    public async Task Claim_WithBadFields_NamesEach()
    {
        await using var server = await StartAsync();

        var error = await Errors.OfAsync(() => server.Workers.ClaimWorkAsync(new ClaimWorkRequest
        {
            Worker = "a/b", RequestId = "x", WaitDuration = TimeSpan.FromHours(1).ToDuration(),
        }).ResponseAsync);

        Assert.That(error.Fields, Is.SupersetOf(new[] { "request_id" }));
    }

    [Test]
    public async Task Claim_WithADurationThatIsNone_IsToldSo()
    {
        await using var server = await StartAsync();
        var claim = NewClaim();
        claim.WaitDuration = new Duration { Seconds = 1, Nanos = -1 };

        var error = await Errors.OfAsync(() => server.Workers.ClaimWorkAsync(claim).ResponseAsync);

        Assert.That((error.Info.Reason, error.Fields.Single()), Is.EqualTo(("INVALID_FIELD", "wait_duration")));
    }

    [TestCase("variants")]
    [TestCase("trials")]
    public async Task Job_NamedAsAPartOfASearch_IsTrained(string id)
    {
        await using var server = await StartAsync();
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server), id);
        var assignment = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;

        await ReportAsync(server.Workers, assignment);
        await GetAsync(server.Workers, assignment, WorkFile.Table, 0);
        await FinishAsync(server.Workers, assignment);
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((assignment.TrainingJob, job.State), Is.EqualTo(($"trainingJobs/{id}", State.Succeeded)), job.Error?.Message);
    }

    [TestCase("trainingJobs/a/trial/0")]
    [TestCase("trainingJobs/a/trials/x")]
    [TestCase("trainingJobs/a/trials/0/variants")]
    [TestCase("trainingJobs/a/b")]
    [TestCase("jobs/a/variants")]
    [TestCase("")]
    public async Task Work_ThatIsNone_IsToldSo(string name)
    {
        await using var server = await StartAsync();

        var error = await Errors.OfAsync(() => server.Workers.FinishWorkAsync(new FinishWorkRequest { TrainingJob = name, Lease = "x" }).ResponseAsync);

        Assert.That((error.Info.Reason, error.Fields.Single()), Is.EqualTo(("INVALID_FIELD", "training_job")));
    }

    [Test]
    public async Task Claim_SentTwiceAtOnce_GetsOneJob()
    {
        await using var server = await StartAsync();
        var spec = await Specs.ImportAsync(server);
        var request = NewClaim(wait: TimeSpan.FromSeconds(30));
        var claims = Enumerable.Range(0, 4).Select(_ => server.Workers.ClaimWorkAsync(request).ResponseAsync).ToList();
        await server.CreateJobAsync(spec);
        await server.CreateJobAsync(spec);

        var answers = await Task.WhenAll(claims).WaitAsync(TestLimits.Call);

        Assert.That(answers.Select(answer => answer.Assignment.TrainingJob).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Report_OfWhatIsNoStage_IsPassedOver()
    {
        await using var server = await StartAsync();
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var assignment = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;

        foreach (var line in (string[])["{\"stage\":null}", "{\"stage\":\"dancing\"}", "{\"stage\":\"training\",\"loss\":1e999}"])
        {
            await ReportAsync(server.Workers, assignment, line);
        }

        var listed = (await server.Client.ListTrainingJobsAsync(new ListTrainingJobsRequest())).TrainingJobs.Single();
        Assert.That((listed.Name, listed.Progress.Stage), Is.EqualTo((created.Name, "queued")));
    }

    [Test]
    public async Task Failure_ForAReasonThatIsNone_IsAnInternalError()
    {
        await using var server = await StartAsync();
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var assignment = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;
        await PutAsync(server.Workers, assignment, WorkFile.Failure, """{"reason":"MADE_UP_7","message":"So it is.","metadata":{}}""");
        var end = EndOf(assignment);
        end.ExitCode = WorkerExitCode.Failed;

        await server.Workers.FinishWorkAsync(end);
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.Error.Reason, job.Error.Message), Is.EqualTo(("INTERNAL_ERROR", "So it is.")));
    }

    [Test]
    public async Task Table_FetchedInTwoParts_HasItsDigest()
    {
        await using var server = await StartAsync();
        await server.CreateJobAsync(await Specs.ImportAsync(server));
        var assignment = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;

        var whole = await GetAsync(server.Workers, assignment, WorkFile.Table, 0);
        var rest = await GetAsync(server.Workers, assignment, WorkFile.Table, 100);
        var error = await Errors.OfAsync(() => GetAsync(server.Workers, assignment, WorkFile.Checkpoint, 0));

        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(whole)), Is.EqualTo(assignment.TableSha256));
            Assert.That(whole, Has.Length.EqualTo(assignment.TableSizeBytes));
            Assert.That(rest, Is.EqualTo(whole[100..]));
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.NotFound));
        });
    }

    [Test]
    public async Task Upload_OfOtherBytesThanPromised_LeavesNothing()
    {
        await using var server = await StartAsync();
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var assignment = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;

        var error = await Errors.OfAsync(() => PutAsync(server.Workers, assignment, WorkFile.Model, "model", new string('0', 64)));

        Assert.That(error.Info.Reason, Is.EqualTo("DIGEST_MISMATCH"));
        Assert.That(
            Directory.EnumerateFiles(server.Data.File("training", "jobs", Guid.Parse(created.Uid).ToString("N"), "1")).Select(Path.GetFileName),
            Is.EqualTo(["plan.json"]));
    }

    [TestCase("static-int8", "", Description = "asked for")]
    [TestCase("fp16", "INVALID_FIELD")]
    [TestCase("../../../static-int8", "INVALID_FIELD")]
    public async Task Variant_IsTakenWhenTheJobAsksForIt(string variant, string reason)
    {
        await using var server = await StartAsync();
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Variants.Add(new VariantSpec { Kind = "static-int8" });
        await server.CreateJobAsync(spec);
        var assignment = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;

        var put = PutAsync(server.Workers, assignment, WorkFile.Variant, "small", variant: variant);

        if (reason.Length == 0)
        {
            await put;
            return;
        }

        Assert.That((await Errors.OfAsync(() => put)).Info.Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Worker_WhoseLeaseRanOut_IsRefusedEverything()
    {
        await using var server = await StartAsync(("LeaseDuration", "00:00:01"));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var zombie = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;
        var heir = (await server.Workers.ClaimWorkAsync(NewClaim(wait: TimeSpan.FromSeconds(30)))).Assignment;

        RpcException[] refusals =
        [
            await Errors.OfAsync(() => GetAsync(server.Workers, zombie, WorkFile.Table, 0)),
            await Errors.OfAsync(() => PutAsync(server.Workers, zombie, WorkFile.Model, "stale")),
            await Errors.OfAsync(() => ReportAsync(server.Workers, zombie)),
            await Errors.OfAsync(() => server.Workers.FinishWorkAsync(EndOf(zombie)).ResponseAsync),
        ];
        await FinishAsync(server.Workers, heir);
        var job = await server.WaitForEndAsync(created.Name);

        Assert.Multiple(() =>
        {
            Assert.That(refusals.Select(error => (error.StatusCode, error.Info.Reason)), Is.All.EqualTo((StatusCode.Aborted, "LEASE_LOST")));
            Assert.That((heir.AttemptNumber, job.State, job.AttemptCount), Is.EqualTo((2, State.Succeeded, 2)));
            Assert.That(server.Registrar.Models.Single(), Is.EqualTo("model"u8.ToArray()));
        });
    }

    [Test]
    public async Task Lease_OfAService_IsNoLeaseOfAWorker()
    {
        await using var server = await StartAsync();
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var assignment = new Assignment { TrainingJob = created.Name, Lease = LeaseOwner.Service };

        var error = await Errors.OfAsync(() => server.Workers.FinishWorkAsync(EndOf(assignment)).ResponseAsync);

        Assert.That(error.Info.Reason, Is.EqualTo("LEASE_LOST"));
    }

    private static Task<TrainingServer> StartAsync(params (string Key, string Value)[] settings) =>
        TrainingServer.StartAsync([("WorkerSlots", "0"), .. settings]);

    private static ClaimWorkRequest NewClaim(TimeSpan wait = default) => new()
    {
        Worker = "box", RequestId = Guid.NewGuid().ToString(), WaitDuration = (wait == default ? TimeSpan.FromMilliseconds(100) : wait).ToDuration(),
    };

    private static FinishWorkRequest EndOf(Assignment assignment) =>
        new() { TrainingJob = assignment.TrainingJob, Lease = assignment.Lease };

    private static async Task FinishAsync(TrainingWorkerServiceClient workers, Assignment assignment)
    {
        using var folder = new Maas.Testing.TempFolder();
        var files = new JobFolder(folder.Path);
        files.WriteOutcome(FakeWorker.Outcome);
        await PutAsync(workers, assignment, WorkFile.Model, "model");
        await PutAsync(workers, assignment, WorkFile.Baseline, "baseline");
        await PutAsync(workers, assignment, WorkFile.Outcome, await File.ReadAllTextAsync(files.OutcomePath));
        await workers.FinishWorkAsync(EndOf(assignment));
    }

    private static async Task ReportAsync(TrainingWorkerServiceClient workers, Assignment assignment, string line = "")
    {
        using var call = workers.ReportWork();
        await call.RequestStream.WriteAsync(new ReportWorkRequest { TrainingJob = assignment.TrainingJob, Lease = assignment.Lease, ProgressLine = line });
        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TestLimits.Call);
    }

    private static async Task<byte[]> GetAsync(
        TrainingWorkerServiceClient workers, Assignment assignment, WorkFile file, long offset)
    {
        using var call = workers.GetWorkFile(new GetWorkFileRequest
        {
            TrainingJob = assignment.TrainingJob, Lease = assignment.Lease, File = file, Offset = offset,
        });
        using var content = new MemoryStream();
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            content.Write(message.Chunk.Span);
        }

        return content.ToArray();
    }

    private static async Task PutAsync(
        TrainingWorkerServiceClient workers, Assignment assignment, WorkFile file, string content, string? sha256 = null, string variant = "")
    {
        var bytes = ByteString.CopyFromUtf8(content);
        using var call = workers.UploadWorkFile();
        try
        {
            await call.RequestStream.WriteAsync(new UploadWorkFileRequest
            {
                Header = new()
                {
                    TrainingJob = assignment.TrainingJob, Lease = assignment.Lease, File = file, Variant = variant,
                    Sha256 = sha256 ?? Convert.ToHexStringLower(SHA256.HashData(bytes.Span)),
                },
            });
            await call.RequestStream.WriteAsync(new UploadWorkFileRequest { Chunk = bytes });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // Answered before it read everything.
        }

        await call.ResponseAsync.WaitAsync(TestLimits.Call);
    }
}
