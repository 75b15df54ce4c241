using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using Maas.EndToEnd.Tests.Processes;
using static Google.Protobuf.WellKnownTypes.Timestamp;

namespace Maas.EndToEnd.Tests.Monitoring;

/// <summary>
/// From data to a rollback on real data: tumours of breasts (Wolberg, Street and Mangasarian, 1995), trained on the smaller half, then asked about
/// the larger one, by the four services as four processes.
/// </summary>
[CancelAfter(420_000)]
public sealed class ClosedLoopTests
{
    private const string Alias = "models/tumour/aliases/production";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    [Test]
    public async Task ShiftedRows_FireTheAlertWithinTheWindow_AndTheRollbackIsDone(CancellationToken cancellationToken)
    {
        using var suite = new SeparateSuite();
        await suite.StartAsync(
            cancellationToken, "--Maas:Monitoring:Alerts:EvaluationInterval=00:00:01", "--Maas:Monitoring:Alerts:EvaluationDelay=00:00:08",
            "--Maas:Monitoring:DeploymentInterval=00:00:01");
        var table = TumourTable.Read();
        var loop = new TumourLoop(suite, table);
        var first = await loop.TrainAsync(table.Small.Train, cancellationToken);
        var second = await loop.TrainAsync(table.Small.Train, cancellationToken);
        await loop.DeployAsync(cancellationToken);
        await loop.AlertAsync(Alias, Window, cancellationToken);

        // Rows of the half that was trained on, which no training saw: as if nothing had changed.
        var quiet = await loop.SendWithinAWindowAsync(table.Small.Held, Window, cancellationToken);
        await TumourLoop.WaitUntilLookedAtAsync(quiet, cancellationToken);
        var alarms = await loop.AlertsAsync(cancellationToken);

        var shifted = await loop.SendWithinAWindowAsync(table.Large.Held, Window, cancellationToken);
        var alert = await loop.WaitForAlertAsync(cancellationToken);

        Assert.That(alarms, Is.Empty, "unshifted rows");
        Assert.That(alert.ModelVersion, Is.EqualTo(second));
        Assert.That(alert.Features, Does.Contain("mean_radius").Or.Contain("mean_area").Or.Contain("mean_perimeter"));
        Assert.That(alert.Summary, Is.Not.Empty);
        Assert.That(alert.StartTime.ToDateTimeOffset(), Is.EqualTo(shifted));
        Assert.That(alert.FireTime - FromDateTimeOffset(shifted + Window), Is.LessThan(Duration.FromTimeSpan(TimeSpan.FromSeconds(30))));
        Assert.That(await loop.WaitForAliasAsync(Alias, first, cancellationToken), Is.EqualTo(first));
        var result = (await loop.WaitForActionAsync(alert.Name, cancellationToken)).ActionResults.Single();
        Assert.That((result.Action, result.State, result.Resource), Is.EqualTo(("rollback-alias", "done", Alias)));
        Assert.That(await loop.AuditedAsync(cancellationToken), Does.Contain("rollback-alias"));
    }
}

/// <summary>The steps of the loop, over the contracts that anybody has.</summary>
internal sealed class TumourLoop(SeparateSuite suite, TumourTable table)
{
    private readonly TrainingService.TrainingServiceClient _training = new(suite.Connect("Training").Invoker);
    private readonly RegistryService.RegistryServiceClient _registry = new(suite.Connect("Registry").Invoker);
    private readonly PredictionService.PredictionServiceClient _predictions = new(suite.Connect("Inference").Invoker);
    private readonly MonitoringService.MonitoringServiceClient _monitoring = new(suite.Connect("Monitoring").Invoker);
    private readonly AlertService.AlertServiceClient _alerts = new(suite.Connect("Monitoring").Invoker);

    /// <summary>Imports rows, trains on them, and moves the alias to what came of it.</summary>
    public async Task<string> TrainAsync(IReadOnlyList<int> rows, CancellationToken cancellationToken)
    {
        var csv = table.Csv(rows);
        using var call = _training.ImportDataset(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(
            new ImportDatasetRequest { Header = new() { DatasetId = "tumours", Sha256 = Sha256Digest.Of(csv).Hex } }, cancellationToken);
        await call.RequestStream.WriteAsync(new ImportDatasetRequest { Chunk = ByteString.CopyFrom(csv) }, cancellationToken);
        await call.RequestStream.CompleteAsync();
        var dataset = await call;
        var job = await _training.CreateTrainingJobAsync(
            new CreateTrainingJobRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                TrainingJob = new TrainingJob
                {
                    Spec = new TrainingSpec
                    {
                        DatasetVersion = dataset.Name, TargetColumn = TumourTable.Target, Task = "classification", Model = "models/tumour",
                        Alias = "production", Split = new SplitSpec { TestRatio = 0.2 },
                    },
                },
            },
            cancellationToken: cancellationToken);
        while (job.EndTime is null)
        {
            await PauseAsync(cancellationToken);
            job = await _training.GetTrainingJobAsync(new GetTrainingJobRequest { Name = job.Name }, cancellationToken: cancellationToken);
        }

        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        return job.Result.ModelVersion;
    }

    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        await _registry.CreateDeploymentAsync(
            new CreateDeploymentRequest
            {
                DeploymentId = "tumour",
                RequestId = Guid.NewGuid().ToString(),
                Deployment = new Deployment
                {
                    Model = "models/tumour", Routes = { new Route { Target = "models/tumour/aliases/production", TrafficPercent = 100 } },
                },
            },
            cancellationToken: cancellationToken);
        while (!(await _registry.GetDeploymentAsync(new GetDeploymentRequest { Name = "deployments/tumour" }, cancellationToken: cancellationToken))
            .ReplicaStatuses.Any(status => status.State == ReplicaStatus.Types.State.Ready))
        {
            await PauseAsync(cancellationToken);
        }

        // The monitor makes itself, and fetches the baseline, before the first request.
        while (!(await _monitoring.ListMonitorsAsync(new ListMonitorsRequest(), cancellationToken: cancellationToken))
            .Monitors.Any(monitor => monitor.ModelVersions.Any(version => version.HasBaseline)))
        {
            await PauseAsync(cancellationToken);
        }
    }

    public async Task AlertAsync(string alias, TimeSpan window, CancellationToken cancellationToken) => await _alerts.CreateAlertRuleAsync(
        new CreateAlertRuleRequest
        {
            AlertRuleId = "tumour-drift",
            RequestId = Guid.NewGuid().ToString(),
            AlertRule = new AlertRule
            {
                Monitor = "monitors/tumour",
                Drift = new DriftCondition(),
                WindowDuration = window.ToDuration(),
                MinSampleCount = 50,
                Severity = Severity.Critical,
                Actions = { new AlertAction { RollbackAlias = new RollbackAliasAction { Alias = alias } } },
            },
        },
        cancellationToken: cancellationToken);

    /// <summary>Asks about rows, all within one window, and returns when the window begins.</summary>
    public async Task<DateTimeOffset> SendWithinAWindowAsync(IReadOnlyList<int> rows, TimeSpan window, CancellationToken cancellationToken)
    {
        DateTimeOffset begin;
        do
        {
            await PauseAsync(cancellationToken);
            var now = TimeProvider.System.GetUtcNow();
            begin = now - TimeSpan.FromTicks(now.Ticks % window.Ticks);
        }
        while (TimeProvider.System.GetUtcNow() - begin > TimeSpan.FromSeconds(40));

        var request = new PredictRequest { Model = "tumour", Rows = { rows.Select(table.Row) } };
        var answer = await _predictions.PredictAsync(request, cancellationToken: cancellationToken);
        Assert.That(answer.Predictions, Has.Count.EqualTo(rows.Count));
        return begin;
    }

    /// <summary>Waits until a window is over, and was looked at.</summary>
    public static async Task WaitUntilLookedAtAsync(DateTimeOffset begin, CancellationToken cancellationToken)
    {
        var end = begin + TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(12);
        while (TimeProvider.System.GetUtcNow() < end)
        {
            await PauseAsync(cancellationToken);
        }
    }

    public async Task<IReadOnlyList<Alert>> AlertsAsync(CancellationToken cancellationToken) =>
        (await _alerts.ListAlertsAsync(new ListAlertsRequest(), cancellationToken: cancellationToken)).Alerts;

    public async Task<Alert> WaitForAlertAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if ((await AlertsAsync(cancellationToken)).FirstOrDefault(alert => alert.State == Alert.Types.State.Firing) is { } firing)
            {
                return firing;
            }

            await PauseAsync(cancellationToken);
        }
    }

    public async Task<Alert> WaitForActionAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var alert = await _alerts.GetAlertAsync(new GetAlertRequest { Name = name }, cancellationToken: cancellationToken);
            if (alert.ActionResults.All(result => result.State != "pending"))
            {
                return alert;
            }

            await PauseAsync(cancellationToken);
        }
    }

    public async Task<string> WaitForAliasAsync(string alias, string version, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var now = (await _registry.GetAliasAsync(new GetAliasRequest { Name = alias }, cancellationToken: cancellationToken)).ModelVersion;
            if (now == version || tries == 200)
            {
                return now;
            }

            await PauseAsync(cancellationToken);
        }
    }

    public async Task<IReadOnlyList<string>> AuditedAsync(CancellationToken cancellationToken) =>
    [
        .. (await _alerts.ListMonitoringAuditEventsAsync(new ListMonitoringAuditEventsRequest(), cancellationToken: cancellationToken))
            .AuditEvents.Select(audited => audited.Method),
    ];

    private static Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
}
