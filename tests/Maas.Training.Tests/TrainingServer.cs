using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Testing;
using Maas.Training.Registration;
using Maas.Training.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Training.Tests;

/// <summary>A real Training host with a registrar in memory, and the calls that tests make.</summary>
internal sealed class TrainingServer : IAsyncDisposable
{
    private readonly TestHost<TrainingModule> _host;

    private TrainingServer(TestHost<TrainingModule> host, MemoryRegistrar registrar)
    {
        _host = host;
        Registrar = registrar;
    }

    public MemoryRegistrar Registrar { get; }

    public TempFolder Data => _host.Data;

    public LogCapture Logs => _host.Logs;

    public IServiceProvider Services => _host.Services;

    public TrainingService.TrainingServiceClient Client => new(_host.Channel);

    public TrainingWorkerService.TrainingWorkerServiceClient Workers => new(_host.Channel);

    public Uri Address => _host.Addresses.Grpc;

    public static async Task<TrainingServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var registrar = new MemoryRegistrar();
        var host = await TestHost.StartAsync<TrainingModule>(
            settings: settings.ToDictionary(setting => $"Maas:Training:{setting.Key}", setting => (string?)setting.Value),
            configure: builder => builder.Services.AddSingleton<IModelRegistrar>(registrar));
        return new TrainingServer(host, registrar);
    }

    public static Task<TrainingServer> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(database == TestDatabase.Postgres
            ? [("PostgresConnection", SharedPostgres.CreateDatabase()), .. settings]
            : settings);

    /// <summary>Registers with a real Registry instead of the one in memory.</summary>
    public static async Task<TrainingServer> StartWithRegistryAsync(Uri registry)
    {
        var host = await TestHost.StartAsync<TrainingModule>(
            settings: new Dictionary<string, string?> { ["Maas:Services:Registry"] = registry.ToString() });
        return new TrainingServer(host, new MemoryRegistrar());
    }

    public Task RestartAsync() => _host.RestartAsync();

    public Task StopAsync() => _host.StopAsync();

    public Task<DatasetVersion> ImportAsync(string csv, string dataset = "data", Action<ImportDatasetRequest.Types.Header>? configure = null) =>
        ImportAsync(System.Text.Encoding.UTF8.GetBytes(csv), dataset, configure);

    public Task<DatasetVersion> ImportAsync(
        byte[] content, string dataset = "data", Action<ImportDatasetRequest.Types.Header>? configure = null) =>
        ImportAsync(Client, content, dataset, configure);

    public static async Task<DatasetVersion> ImportAsync(
        TrainingService.TrainingServiceClient client, byte[] content, string dataset,
        Action<ImportDatasetRequest.Types.Header>? configure = null)
    {
        const int chunkSize = 1000;
        var header = new ImportDatasetRequest.Types.Header { DatasetId = dataset };
        configure?.Invoke(header);
        using var call = client.ImportDataset(deadline: DateTime.MaxValue);
        try
        {
            await call.RequestStream.WriteAsync(new ImportDatasetRequest { Header = header });
            for (var start = 0; start < content.Length; start += chunkSize)
            {
                var chunk = ByteString.CopyFrom(content, start, Math.Min(chunkSize, content.Length - start));
                await call.RequestStream.WriteAsync(new ImportDatasetRequest { Chunk = chunk });
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // The server has answered before it read everything; its answer says why.
        }

        return await call.ResponseAsync.WaitAsync(TestLimits.Call);
    }

    public async Task<IReadOnlyList<RejectedRow>> ListRejectedRowsAsync(DatasetVersion version) =>
        (await Client.ListRejectedRowsAsync(new ListRejectedRowsRequest { Parent = version.Name })).RejectedRows;

    public async Task<TrainingJob> CreateJobAsync(TrainingSpec spec, string id = "", string requestId = "") =>
        await Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJobId = id,
            TrainingJob = new TrainingJob { Spec = spec },
            RequestId = requestId,
        });

    public Task<TrainingJob> WaitAsync(string name, Func<TrainingJob, bool> isReached, TimeSpan? longest = null) =>
        WaitAsync(Client, name, isReached, longest);

    public static async Task<TrainingJob> WaitAsync(
        TrainingService.TrainingServiceClient client, string name, Func<TrainingJob, bool> isReached, TimeSpan? longest = null)
    {
        using var limit = new CancellationTokenSource(longest ?? TestLimits.Job);
        using var call = client.WatchTrainingJob(new WatchTrainingJobRequest { Name = name }, cancellationToken: limit.Token);
        TrainingJob? last = null;
        await foreach (var message in call.ResponseStream.ReadAllAsync(limit.Token))
        {
            last = message.TrainingJob;
            if (isReached(last))
            {
                return last;
            }
        }

        throw new InvalidOperationException($"The watch ended before that: {last}");
    }

    public Task<TrainingJob> WaitForEndAsync(string name, TimeSpan? longest = null) => WaitAsync(
        name, job => job.State is TrainingJob.Types.State.Cancelled or TrainingJob.Types.State.Failed or TrainingJob.Types.State.Succeeded, longest);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
