using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Console.Tests.Fakes;

/// <summary>A Monitoring service that watches one deployment, and found something.</summary>
internal static class ShownMonitoring
{
    public static FakeMonitoring Create(bool hasAlerts = true)
    {
        var monitoring = new FakeMonitoring { HasAlerts = hasAlerts, Query = ShownMetrics.Answer };
        monitoring.Monitors["monitors/churn"] = new Contracts.Monitoring.V1.Monitor
        {
            Name = "monitors/churn",
            Deployment = "deployments/churn",
            ObjectiveSettings = new ObjectiveSettings
            {
                AvailabilityRatio = 0.999, LatencyRatio = 0.99, LatencyThreshold = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(50)),
            },
        };
        monitoring.Alerts.AddRange(Alerts());
        monitoring.Rules.AddRange(Rules());
        monitoring.Silences["silences/night"] = new Silence
        {
            Name = "silences/night", AlertRule = "alertRules/slow-answers", EndTime = (PinnedTime.Now + TimeSpan.FromHours(3)).ToTimestamp(),
            Comment = "The machine is moved tonight.", Creator = "ben",
        };
        monitoring.AuditEvents.Add(new MonitoringAuditEvent
        {
            SequenceNumber = 12, CreateTime = ShownRegistry.Ago(TimeSpan.FromMinutes(27)), Actor = "monitoring", Method = "start-training",
            Resource = "trainingJobs/churn-42", Message = "Because of alerts/a-17: a training job was started on datasets/customers/versions/12.",
        });
        return monitoring;
    }

    private static IEnumerable<Alert> Alerts()
    {
        yield return new Alert
        {
            Name = "alerts/a-17", AlertRule = "alertRules/drift", Monitor = "monitors/churn", ModelVersion = "models/churn/versions/6",
            State = Alert.Types.State.Firing, Severity = Severity.Critical, Value = 0.0000021,
            Summary = "Traffic of churn v6 has drifted: p-value 2.1e-6 at a level of 0.0012.",
            Features = { "tenure" },
            StartTime = ShownRegistry.Ago(TimeSpan.FromMinutes(32)), FireTime = ShownRegistry.Ago(TimeSpan.FromMinutes(27)),
            ActionResults =
            {
                new ActionResult { Action = "start-training", State = "done", Message = "trainingJobs/churn-42 was started.", Resource = "trainingJobs/churn-42" },
                new ActionResult { Action = "rollback-alias", State = "refused", Message = "production points at another version by now." },
            },
            NotificationResults = { new NotificationResult { Webhook = "webhooks/chat", State = "delivered", AttemptCount = 1 } },
        };
        yield return new Alert
        {
            Name = "alerts/a-18", AlertRule = "alertRules/budget", Monitor = "monitors/churn", State = Alert.Types.State.Pending,
            Severity = Severity.Warning, Value = 4.6, Summary = "The availability budget of churn is spent 4.6 times as fast as lasts.",
            StartTime = ShownRegistry.Ago(TimeSpan.FromMinutes(7)),
        };
        yield return new Alert
        {
            Name = "alerts/a-11", AlertRule = "alertRules/slow-answers", Monitor = "monitors/churn", ModelVersion = "models/churn/versions/7",
            State = Alert.Types.State.Resolved, Severity = Severity.Info, Value = 0.061, Summary = "The 99th percentile of churn v7 was 61 ms, above 50 ms.",
            StartTime = ShownRegistry.Ago(TimeSpan.FromHours(20)), FireTime = ShownRegistry.Ago(TimeSpan.FromHours(19)),
            ResolveTime = ShownRegistry.Ago(TimeSpan.FromHours(18)),
        };
    }

    private static IEnumerable<AlertRule> Rules()
    {
        yield return new AlertRule
        {
            Name = "alertRules/drift", DisplayName = "Traffic like no training data", Monitor = "monitors/-", Drift = new DriftCondition(),
            Severity = Severity.Critical, Webhooks = { "webhooks/chat" },
            Actions =
            {
                new AlertAction { StartTraining = new StartTrainingAction { TrainingJob = "trainingJobs/churn-41" } },
                new AlertAction { RollbackAlias = new RollbackAliasAction { Alias = "models/churn/aliases/production" } },
            },
        };
        yield return new AlertRule
        {
            Name = "alertRules/budget", Monitor = "monitors/churn", Severity = Severity.Warning,
            BurnRate = new BurnRateCondition { Objective = "availability" }, ForWindowCount = 2,
        };
        yield return new AlertRule
        {
            Name = "alertRules/slow-answers", Monitor = "monitors/churn", Severity = Severity.Info, IsDisabled = true,
            Operation = new OperationCondition { Metric = "latency_p99", Threshold = new Threshold { Comparison = "above", Value = 0.05 } },
        };
    }
}
