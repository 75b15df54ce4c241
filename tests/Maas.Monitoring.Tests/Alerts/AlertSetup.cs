using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Statistics;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Alert = Maas.Contracts.Monitoring.V1.Alert;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>A Monitoring host, a receiver of webhooks, and a Training that the test may start. The clock stands at 12:00:30.</summary>
internal sealed class AlertSetup : IAsyncDisposable
{
    public const string Hook = "webhooks/on-call";

    private readonly int _trainingPort;
    private TestHost<FakeTrainingModule>? _trainingHost;

    private AlertSetup(MonitoringSetup monitoring, WebhookReceiver receiver, int trainingPort)
    {
        Monitoring = monitoring;
        Receiver = receiver;
        _trainingPort = trainingPort;
    }

    public MonitoringSetup Monitoring { get; }

    public WebhookReceiver Receiver { get; }

    public FakeTraining Training { get; } = new();

    public AlertService.AlertServiceClient Client => new(Monitoring.Host.Channel);

    public static async Task<AlertSetup> StartAsync(
        Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        var port = FreePort.Find();
        var monitoring = await MonitoringSetup.StartAsync(
            configure,
            [
                ("Maas:Services:Training", $"http://127.0.0.1:{port}"), ("Alerts:AllowedWebhookHosts:0", "127.0.0.1"),
                ("BaselineRetryInterval", "00:00:00.050"), .. settings,
            ]);
        return new AlertSetup(monitoring, await WebhookReceiver.StartAsync(), port);
    }

    public async Task StartTrainingAsync() => _trainingHost = await TestHost.StartAsync<FakeTrainingModule>(
        settings: new Dictionary<string, string?> { ["Maas:Training:GrpcEndpoint"] = $"127.0.0.1:{_trainingPort}" },
        configure: Training.AddTo);

    /// <summary>Makes the webhook that leads to the receiver.</summary>
    public async Task<Webhook> CreateWebhookAsync(CancellationToken cancellationToken) => await Client.CreateWebhookAsync(
        new CreateWebhookRequest
        {
            WebhookId = Hook["webhooks/".Length..],
            Webhook = new Webhook { Url = Receiver.Url, Secret = WebhookReceiver.Secret },
        },
        cancellationToken: cancellationToken);

    public async Task<AlertRule> CreateRuleAsync(string id, AlertRule rule, CancellationToken cancellationToken) =>
        await Client.CreateAlertRuleAsync(
            new CreateAlertRuleRequest { AlertRuleId = id, AlertRule = rule }, cancellationToken: cancellationToken);

    /// <summary>A rule that fires when more than a tenth of the requests of five minutes fail.</summary>
    public static AlertRule ErrorRule(params string[] webhooks) => new()
    {
        Monitor = ChurnMonitor,
        Operation = new OperationCondition { Metric = "error_ratio", Threshold = new Threshold { Comparison = "above", Value = 0.1 } },
        Webhooks = { webhooks },
    };

    /// <summary>Counts of the five minutes that begin at a time, half of the requests failed or none.</summary>
    public Task IngestAsync(DateTimeOffset begin, bool fails, CancellationToken cancellationToken) => Monitoring.IngestAsync(
        cancellationToken, Batch(Counts(begin.AddMinutes(1), ok: 50, fails ? ("INTERNAL", 50) : null)));

    /// <summary>Moves the clock to shortly after a time and looks at the windows that are over by then.</summary>
    public async Task EvaluateAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        Monitoring.Clock.SetUtcNow(time.AddSeconds(20));
        await RunRoundAsync(cancellationToken);
    }

    public Task RunRoundAsync(CancellationToken cancellationToken) =>
        Monitoring.Host.Services.GetRequiredService<AlertRound>().RunAsync(cancellationToken);

    public async Task<IReadOnlyList<Alert>> ListAsync(CancellationToken cancellationToken, params Alert.Types.State[] states) =>
        (await Client.ListAlertsAsync(new ListAlertsRequest { States = { states } }, cancellationToken: cancellationToken)).Alerts;

    /// <summary>Waits until the one alert there is is as the test waits for it.</summary>
    public async Task<Alert> WaitForAlertAsync(Func<Alert, bool> condition, CancellationToken cancellationToken, TimeSpan? step = null)
    {
        while (true)
        {
            if ((await ListAsync(cancellationToken)).SingleOrDefault() is { } alert && condition(alert))
            {
                return alert;
            }

            Monitoring.Clock.Advance(step ?? TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }
    }

    /// <summary>Waits until the receiver got so many requests.</summary>
    public async Task<IReadOnlyList<Received>> WaitForRequestsAsync(int count, CancellationToken cancellationToken, TimeSpan? step = null)
    {
        while (Receiver.Requests.Count < count)
        {
            await ListAsync(cancellationToken);
            Monitoring.Clock.Advance(step ?? TimeSpan.FromMilliseconds(1));
        }

        return [.. Receiver.Requests];
    }

    /// <summary>A baseline of two features that are normal, and samples of it, x shifted.</summary>
    public async Task IngestSamplesAsync(DateTimeOffset time, int count, double shift, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        foreach (var part in Enumerable.Range(0, count).Chunk(500))
        {
            await Monitoring.IngestAsync(cancellationToken, Batch(part.Select(_ =>
            {
                var sample = Sample(prediction: null, Number("x", Normal(random) + shift), Number("y", Normal(random)));
                sample.PredictTime = time.ToTimestamp();
                return sample;
            })));
        }
    }

    public async Task StartRegistryAsync(CancellationToken cancellationToken)
    {
        var random = new Random(7);
        var profile = new BaselineProfile { RowCount = 10_000 };
        foreach (var feature in new[] { "x", "y" })
        {
            double[] values = [.. Enumerable.Range(0, 10_000).Select(_ => Normal(random))];
            var edges = DecileBins.Edges([.. values.Order()]);
            profile.Features.Add(new FeatureBaseline
            {
                Feature = feature,
                Numeric = new NumericBaseline { Edges = { edges }, Counts = { DecileBins.Count(edges, values) }, Mean = values.Average() },
            });
        }

        Monitoring.Registry.With(ChurnVersion, profile);
        await Monitoring.StartRegistryAsync();
        await IngestSamplesAsync(Noon.AddHours(-1), count: 1, shift: 0, seed: 1, cancellationToken);
        await Monitoring.WaitForMonitorAsync(monitor => monitor.ModelVersions[0].HasBaseline, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Monitoring.DisposeAsync();
        await Receiver.DisposeAsync();
        if (_trainingHost is not null)
        {
            await _trainingHost.DisposeAsync();
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
