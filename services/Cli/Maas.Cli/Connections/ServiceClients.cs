using Grpc.Health.V1;
using Maas.Client;
using Maas.Client.Blobs;
using static Maas.Contracts.Inference.V1.PredictionService;
using static Maas.Contracts.Monitoring.V1.AlertService;
using static Maas.Contracts.Monitoring.V1.MonitoringService;
using static Maas.Contracts.Oip.GRPCInferenceService;
using static Maas.Contracts.Registry.V1.MaintenanceService;
using static Maas.Contracts.Registry.V1.RegistryService;
using static Maas.Contracts.Training.V1.TrainingService;

namespace Maas.Cli.Connections;

/// <summary>Clients of the four services; each connects at its first call. Thread-safe.</summary>
internal sealed class ServiceClients : IDisposable
{
    private readonly MaasChannel _registry;
    private readonly MaasChannel _training;
    private readonly MaasChannel _inference;
    private readonly MaasChannel _monitoring;

    public ServiceClients(ServiceAddresses addresses, string? token, string? authorityPath)
    {
        Addresses = addresses;
        _registry = Open(addresses.Registry, token, authorityPath);
        _training = Open(addresses.Training, token, authorityPath);
        _inference = Open(addresses.Inference, token, authorityPath);
        _monitoring = Open(addresses.Monitoring, token, authorityPath);
        Registry = new RegistryServiceClient(_registry.Invoker);
        Maintenance = new MaintenanceServiceClient(_registry.Invoker);
        Blobs = new BlobTransfer(_registry);
        Training = new TrainingServiceClient(_training.Invoker);
        Predictions = new PredictionServiceClient(_inference.Invoker);
        Tensors = new GRPCInferenceServiceClient(_inference.Invoker);
        Monitoring = new MonitoringServiceClient(_monitoring.Invoker);
        Alerts = new AlertServiceClient(_monitoring.Invoker);
    }

    /// <summary>Where the services are.</summary>
    public ServiceAddresses Addresses { get; }

    /// <summary>Models, versions, aliases, deployments.</summary>
    public RegistryServiceClient Registry { get; }

    /// <summary>Audit log and care of the bytes.</summary>
    public MaintenanceServiceClient Maintenance { get; }

    /// <summary>The bytes of versions.</summary>
    public BlobTransfer Blobs { get; }

    /// <summary>Datasets and jobs.</summary>
    public TrainingServiceClient Training { get; }

    /// <summary>Predictions by named values.</summary>
    public PredictionServiceClient Predictions { get; }

    /// <summary>The Open Inference Protocol.</summary>
    public GRPCInferenceServiceClient Tensors { get; }

    /// <summary>Counts, drift, performance, outcomes.</summary>
    public MonitoringServiceClient Monitoring { get; }

    /// <summary>Rules, alerts, silences, webhooks.</summary>
    public AlertServiceClient Alerts { get; }

    /// <summary>Health of each service, by name.</summary>
    public IReadOnlyList<(string Service, Uri Address, Health.HealthClient Client)> Health =>
    [
        ("registry", Addresses.Registry, new(_registry.Invoker)),
        ("training", Addresses.Training, new(_training.Invoker)),
        ("inference", Addresses.Inference, new(_inference.Invoker)),
        ("monitoring", Addresses.Monitoring, new(_monitoring.Invoker)),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Dispose();
        _training.Dispose();
        _inference.Dispose();
        _monitoring.Dispose();
    }

    private static MaasChannel Open(Uri address, string? token, string? authorityPath) => MaasChannel.Create(
        new MaasClientOptions { Address = address, Token = token, CaCertificatePath = authorityPath });
}
