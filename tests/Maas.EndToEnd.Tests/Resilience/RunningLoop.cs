using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Oip;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing.Onnx;

namespace Maas.EndToEnd.Tests.Resilience;

/// <summary>Work on all four services at once, each acknowledged step written into a ledger.</summary>
internal sealed class RunningLoop(SeparateSuite suite, Ledger ledger) : IDisposable
{
    public const string Churning = "models/churning";
    public const string Alias = $"{Churning}/aliases/production";
    public const string Steady = "steady";

    private readonly MaasChannel _registry = suite.Connect("Registry");
    private readonly MaasChannel _training = suite.Connect("Training");
    private readonly MaasChannel _monitoring = suite.Connect("Monitoring");

    // A client that nobody here wrote: no retries, no circuit breaker. This handler connects anew for each call
    // that finds no connection; the default one stays away for seconds after a refusal.
    private readonly GrpcChannel _inference = GrpcChannel.ForAddress(
        suite.Address("Inference"), new GrpcChannelOptions { HttpHandler = new HttpClientHandler(), DisposeHttpClient = true });

    private RegistryService.RegistryServiceClient Registry => new(_registry.Invoker);

    /// <summary>Makes the model that is served throughout: y = 2 x + 1.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await CreateModelAsync(Steady, cancellationToken);
        await CreateModelAsync("churning", cancellationToken);
        var version = await CreateVersionAsync($"models/{Steady}", OnnxModels.Linear([2f], 1), cancellationToken);
        var request = new CreateDeploymentRequest
        {
            DeploymentId = Steady,
            RequestId = NewId(),
            Deployment = new Deployment
            {
                Model = $"models/{Steady}",
                Routes = { new Route { Target = version, TrafficPercent = 100 } },
            },
        };
        await Patience.CallAsync(
            () => Registry.CreateDeploymentAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
        await WaitUntilServedAsync(cancellationToken);
    }

    /// <summary>Uploads, versions and alias moves until told to stop.</summary>
    public async Task PublishAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var previous = "none";
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var version = await CreateVersionAsync(Churning, OnnxModels.Linear([i], i + 0.5f), cancellationToken);
            ledger.Versions.Enqueue(version);
            var request = new SetAliasRequest
            {
                Alias = new Alias { Name = Alias, ModelVersion = version },
                ExpectedModelVersion = previous,
                RequestId = NewId(),
            };
            await Patience.CallAsync(
                () => Registry.SetAliasAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            ledger.AliasTargets.Enqueue(version);
            previous = version;
        }
    }

    /// <summary>Imports data and trains on it until told to stop.</summary>
    public async Task TrainAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var client = new TrainingService.TrainingServiceClient(_training.Invoker);
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var csv = Encoding.UTF8.GetBytes(
                "x,y\n" + string.Concat(Enumerable.Range(1, 50).Select(row => $"{row},{(row * 3) + i + (row % 7)}\n")));
            var dataset = await Patience.CallAsync(() => ImportAsync(client, csv, cancellationToken), cancellationToken);
            ledger.DatasetVersions.Enqueue(dataset);
            var request = new CreateTrainingJobRequest
            {
                RequestId = NewId(),
                TrainingJob = new TrainingJob
                {
                    Spec = new TrainingSpec { DatasetVersion = dataset, TargetColumn = "y", Model = "models/trained" },
                },
            };
            var job = await Patience.CallAsync(
                () => client.CreateTrainingJobAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            ledger.Jobs.Enqueue(job.Name);
            await WaitForJobAsync(client, job.Name, stop, cancellationToken);
        }
    }

    /// <summary>Sends counts as a replica would until told to stop.</summary>
    public async Task IngestAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var client = new MonitoringService.MonitoringServiceClient(_monitoring.Invoker);
        while (!stop.IsCancellationRequested)
        {
            var batch = new IngestRequest
            {
                BatchId = NewId(),
                Replica = "test",
                OperationCounts =
                {
                    new OperationCounts
                    {
                        Deployment = "deployments/counted",
                        ModelVersion = "models/counted/versions/1",
                        EndTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
                        RequestCounts = { ["OK"] = 1 },
                    },
                },
            };
            await Patience.CallAsync(() => IngestAsync(client, batch, cancellationToken), cancellationToken);
            Interlocked.Increment(ref ledger.IngestedRequests);
        }
    }

    /// <summary>Predicts without pause; a failure counts unless Inference itself is down.</summary>
    public async Task PredictAsync(Func<bool> inferenceIsDown, CancellationToken stop, CancellationToken cancellationToken)
    {
        for (var x = 0; !stop.IsCancellationRequested; x++)
        {
            var downBefore = inferenceIsDown();
            try
            {
                var y = await PredictOnceAsync(x, cancellationToken);
                Assert.That(y, Is.EqualTo((2f * x) + 1));
                Interlocked.Increment(ref ledger.Predictions);
            }
            catch (Grpc.Core.RpcException exception)
            {
                if (!downBefore && !inferenceIsDown())
                {
                    ledger.UnexpectedFailures.Enqueue(exception.Message);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    public async Task<float> PredictOnceAsync(float x, CancellationToken cancellationToken)
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(_inference);
        var request = new ModelInferRequest
        {
            ModelName = Steady,
            Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 1 } } },
            RawInputContents = { ByteString.CopyFrom(BitConverter.GetBytes(x)) },
        };
        var answer = await client.ModelInferAsync(request, cancellationToken: cancellationToken);
        return MemoryMarshal.Read<float>(answer.RawOutputContents[0].Span);
    }

    private async Task WaitUntilServedAsync(CancellationToken cancellationToken)
    {
        var request = new GetDeploymentRequest { Name = $"deployments/{Steady}" };
        while (true)
        {
            var deployment = await Registry.GetDeploymentAsync(request, cancellationToken: cancellationToken);
            if (deployment.ReplicaStatuses.Any(status => status.State == ReplicaStatus.Types.State.Ready))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose() => _inference.Dispose();

    private static string NewId() => Guid.NewGuid().ToString();

    private static async Task<bool> IngestAsync(
        MonitoringService.MonitoringServiceClient client, IngestRequest batch, CancellationToken cancellationToken)
    {
        using var call = client.Ingest(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(batch, cancellationToken);
        await call.RequestStream.CompleteAsync();
        await call;
        return true;
    }

    private static async Task<string> ImportAsync(
        TrainingService.TrainingServiceClient client, byte[] csv, CancellationToken cancellationToken)
    {
        using var call = client.ImportDataset(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(
            new ImportDatasetRequest { Header = new() { DatasetId = "lines", Sha256 = Sha256Digest.Of(csv).Hex } }, cancellationToken);
        await call.RequestStream.WriteAsync(new ImportDatasetRequest { Chunk = ByteString.CopyFrom(csv) }, cancellationToken);
        await call.RequestStream.CompleteAsync();
        return (await call).Name;
    }

    private static async Task WaitForJobAsync(
        TrainingService.TrainingServiceClient client, string job, CancellationToken stop, CancellationToken cancellationToken)
    {
        while (!stop.IsCancellationRequested)
        {
            var current = await Patience.CallAsync(
                () => client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = job }, cancellationToken: cancellationToken)
                    .ResponseAsync,
                cancellationToken);
            if (current.EndTime is not null)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    private Task<Model> CreateModelAsync(string id, CancellationToken cancellationToken)
    {
        var request = new CreateModelRequest { ModelId = id, Model = new Model(), RequestId = NewId() };
        return Patience.CallAsync(
            () => Registry.CreateModelAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
    }

    private async Task<string> CreateVersionAsync(string model, byte[] onnx, CancellationToken cancellationToken)
    {
        var digest = Sha256Digest.Of(onnx);
        await Patience.CallAsync(
            async () =>
            {
                await new BlobTransfer(_registry).UploadAsync(new MemoryStream(onnx), digest, onnx.Length, cancellationToken);
                return true;
            },
            cancellationToken);
        var request = new CreateModelVersionRequest
        {
            Parent = model,
            RequestId = NewId(),
            ModelVersion = new ModelVersion
            {
                Files = { new ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = onnx.Length } },
            },
        };
        var version = await Patience.CallAsync(
            () => Registry.CreateModelVersionAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
        return version.Name;
    }
}
