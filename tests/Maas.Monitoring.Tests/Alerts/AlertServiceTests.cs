using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.Alerts.AlertSetup;
using static Maas.Monitoring.Tests.MonitoringSetup;
using AlertState = Maas.Contracts.Monitoring.V1.Alert.Types.State;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>Rules, webhooks, silences and the audit by hand.</summary>
[CancelAfter(60_000)]
internal sealed class AlertServiceTests
{
    private AlertSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await AlertSetup.StartAsync(
        configure: null, ("Alerts:MaxRules", "3"), ("Alerts:MaxSilences", "2"), ("Alerts:MaxWebhooks", "2"));

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Rule_IsMadeReadChangedListedAndDeleted(CancellationToken cancellationToken)
    {
        await _setup.CreateWebhookAsync(cancellationToken);
        var made = await _setup.CreateRuleAsync("errors", ErrorRule(Hook), cancellationToken);
        var read = await _setup.Client.GetAlertRuleAsync(new GetAlertRuleRequest { Name = made.Name }, cancellationToken: cancellationToken);
        var next = made.Clone();
        next.DisplayName = "Errors";
        var changed = await _setup.Client.UpdateAlertRuleAsync(
            new UpdateAlertRuleRequest { AlertRule = next }, cancellationToken: cancellationToken);
        var again = await _setup.Client.UpdateAlertRuleAsync(
            new UpdateAlertRuleRequest { AlertRule = next }, cancellationToken: cancellationToken);
        var listed = await _setup.Client.ListAlertRulesAsync(new ListAlertRulesRequest(), cancellationToken: cancellationToken);
        var stale = await Failures.OfAsync(async () => await _setup.Client.DeleteAlertRuleAsync(
            new DeleteAlertRuleRequest { Name = made.Name, Etag = made.Etag }, cancellationToken: cancellationToken));
        await _setup.Client.DeleteAlertRuleAsync(
            new DeleteAlertRuleRequest { Name = made.Name, Etag = changed.Etag }, cancellationToken: cancellationToken);
        var gone = await Failures.OfAsync(async () => await _setup.Client.GetAlertRuleAsync(
            new GetAlertRuleRequest { Name = made.Name }, cancellationToken: cancellationToken));

        Assert.That((made.Name, made.Severity, made.WindowDuration), Is.EqualTo(("alertRules/errors", Severity.Warning, Duration.FromTimeSpan(TimeSpan.FromMinutes(5)))));
        Assert.That(read, Is.EqualTo(made));
        Assert.That((changed.DisplayName, changed.Etag), Is.Not.EqualTo((made.DisplayName, made.Etag)));
        Assert.That(again, Is.EqualTo(changed), "What it is already changes nothing, though the etag is stale.");
        Assert.That(listed.AlertRules, Is.EqualTo(new[] { changed }));
        Assert.That((stale.Code, stale.Info.Reason, stale.Info.Metadata["currentEtag"]), Is.EqualTo((StatusCode.Aborted, "ETAG_MISMATCH", changed.Etag)));
        Assert.That((gone.Code, gone.Info.Reason), Is.EqualTo((StatusCode.NotFound, "RESOURCE_NOT_FOUND")));
    }

    [Test]
    public async Task CreateAlertRule_WithManyMistakes_TellsAll()
    {
        var rule = new AlertRule
        {
            DisplayName = new string('a', 257),
            Monitor = "monitor",
            Slice = "plan",
            Quality = new QualityCondition
            {
                Metric = "guess",
                Features = { "a", "a" },
                Threshold = new Threshold { Comparison = "above", Value = 1, ClearValue = 2 },
            },
            WindowDuration = Duration.FromTimeSpan(TimeSpan.FromSeconds(90)),
            RepeatInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
            EvaluationDelay = Duration.FromTimeSpan(TimeSpan.FromDays(40)),
            ForWindowCount = -1,
            ClearWindowCount = 1001,
            MinSampleCount = -1,
            Severity = (Severity)9,
            Webhooks = { "on-call" },
            Actions =
            {
                new AlertAction { RollbackAlias = new RollbackAliasAction { Alias = "production" } },
                new AlertAction { StartTraining = new StartTrainingAction { TrainingJob = "job" } },
                new AlertAction(),
            },
        };

        Assert.That(await ViolationsAsync(() => _setup.CreateRuleAsync("errors", rule, CancellationToken.None)), Is.EqualTo(new[]
        {
            "alert_rule.display_name", "alert_rule.monitor", "alert_rule.slice", "alert_rule.quality.metric",
            "alert_rule.quality.features[1]", "alert_rule.quality.threshold.clear_value", "alert_rule.window_duration",
            "alert_rule.repeat_interval", "alert_rule.evaluation_delay", "alert_rule.for_window_count",
            "alert_rule.clear_window_count", "alert_rule.min_sample_count", "alert_rule.severity", "alert_rule.webhooks[0]",
            "alert_rule.actions[0].rollback_alias.alias", "alert_rule.actions[1].start_training.training_job",
            "alert_rule.actions[2].kind",
        }));
    }

    public static IEnumerable<TestCaseData> BadConditions()
    {
        var threshold = new Threshold { Comparison = "above", Value = 1 };
        (AlertRule Rule, string Field)[] bad =
        [
            (new AlertRule(), "condition"),
            (new AlertRule { Drift = new DriftCondition { DistanceRecipe = "psi", MinDistance = 1 } }, "drift.distance_recipe"),
            (new AlertRule { Drift = new DriftCondition { MinDistance = 1 } }, "drift.min_distance"),
            (new AlertRule { Drift = new DriftCondition { DistanceRecipe = "psi.counts" } }, "drift.min_distance"),
            (new AlertRule { Operation = new OperationCondition { Metric = "latency_p42", Threshold = threshold } }, "operation.metric"),
            (new AlertRule
            {
                Operation = new OperationCondition { Metric = "error_ratio", Threshold = new Threshold { Comparison = "beside" } },
            }, "operation.threshold.comparison"),
            (new AlertRule
            {
                Operation = new OperationCondition
                {
                    Metric = "error_ratio",
                    Threshold = new Threshold { Comparison = "above", Value = double.NaN },
                },
            }, "operation.threshold.value"),
            (new AlertRule
            {
                Performance = new PerformanceCondition { Metric = "accuracy", Source = "wished", Threshold = threshold },
            }, "performance.source"),
            (new AlertRule
            {
                Performance = new PerformanceCondition { Metric = "change_count", RequiresConfidence = true, Threshold = threshold },
            }, "performance.requires_confidence"),
            (new AlertRule { BurnRate = new BurnRateCondition { Objective = "luck" } }, "burn_rate.objective"),
            (new AlertRule { BurnRate = new BurnRateCondition { Objective = "latency", Urgency = "never" } }, "burn_rate.urgency"),
            (new AlertRule
            {
                BurnRate = new BurnRateCondition { Objective = "latency" },
                Actions = { new AlertAction { RollbackAlias = new RollbackAliasAction { Alias = "models/a/aliases/b" } } },
            }, "actions[0]"),
        ];
        return bad.Select((pair, place) => new TestCaseData(pair.Rule, pair.Field).SetArgDisplayNames($"{place} {pair.Field}"));
    }

    [TestCaseSource(nameof(BadConditions))]
    public async Task CreateAlertRule_WithABadCondition_NamesTheField(AlertRule rule, string field)
    {
        var sent = rule.Clone();
        sent.Monitor = ChurnMonitor;

        Assert.That(
            await ViolationsAsync(() => _setup.CreateRuleAsync("errors", sent, CancellationToken.None)),
            Is.EqualTo(new[] { $"alert_rule.{field}" }));
    }

    [Test]
    public async Task CreateAlertRule_OfAnUnknownWebhook_IsRefused() => Assert.That(
        await ViolationsAsync(() => _setup.CreateRuleAsync("errors", ErrorRule("webhooks/nobody"), CancellationToken.None)),
        Is.EqualTo(new[] { "alert_rule.webhooks" }));

    [Test]
    public async Task Create_OfWhatIsThereAndOfTooMany_IsRefused(CancellationToken cancellationToken)
    {
        foreach (var id in new[] { "a", "b", "c" })
        {
            await _setup.CreateRuleAsync(id, ErrorRule(), cancellationToken);
        }

        await _setup.CreateWebhookAsync(cancellationToken);

        var twice = await Failures.OfAsync(() => _setup.CreateRuleAsync("a", ErrorRule(), cancellationToken));
        var many = await Failures.OfAsync(() => _setup.CreateRuleAsync("d", ErrorRule(), cancellationToken));
        var hook = await Failures.OfAsync(() => _setup.CreateWebhookAsync(cancellationToken));

        Assert.That((twice.Code, twice.Info.Reason, twice.Info.Metadata["resource"]), Is.EqualTo((StatusCode.AlreadyExists, "ALREADY_EXISTS", "alertRules/a")));
        Assert.That((many.Code, many.Info.Reason, many.Info.Metadata["limit"]), Is.EqualTo((StatusCode.ResourceExhausted, "LIMIT_REACHED", "Alerts:MaxRules")));
        Assert.That((hook.Code, hook.Info.Metadata["resource"]), Is.EqualTo((StatusCode.AlreadyExists, Hook)));
    }

    [Test]
    public async Task Create_WithARequestIdTwice_IsDoneOnce(CancellationToken cancellationToken)
    {
        var request = new CreateAlertRuleRequest
        {
            AlertRuleId = "errors",
            AlertRule = ErrorRule(),
            RequestId = Guid.NewGuid().ToString("D"),
        };
        var silence = new CreateSilenceRequest
        {
            Silence = new Silence { EndTime = Noon.AddHours(1).ToTimestamp(), Comment = "Known." },
            RequestId = Guid.NewGuid().ToString("D"),
        };

        var first = await _setup.Client.CreateAlertRuleAsync(request, cancellationToken: cancellationToken);
        var second = await _setup.Client.CreateAlertRuleAsync(request, cancellationToken: cancellationToken);
        var (quiet, quietAgain) = (
            await _setup.Client.CreateSilenceAsync(silence, cancellationToken: cancellationToken),
            await _setup.Client.CreateSilenceAsync(silence, cancellationToken: cancellationToken));
        request.AlertRule.DisplayName = "Other";
        var other = await Failures.OfAsync(
            async () => await _setup.Client.CreateAlertRuleAsync(request, cancellationToken: cancellationToken));

        Assert.That(second, Is.EqualTo(first));
        Assert.That(quietAgain, Is.EqualTo(quiet));
        Assert.That((other.Code, other.Info.Reason), Is.EqualTo((StatusCode.InvalidArgument, "REQUEST_ID_REUSED")));
    }

    [Test]
    public async Task Webhook_NeverTellsItsSecret_AndKeepsIt(CancellationToken cancellationToken)
    {
        var made = await _setup.CreateWebhookAsync(cancellationToken);
        var read = await _setup.Client.GetWebhookAsync(new GetWebhookRequest { Name = Hook }, cancellationToken: cancellationToken);
        var listed = await _setup.Client.ListWebhooksAsync(new ListWebhooksRequest(), cancellationToken: cancellationToken);
        var next = made.Clone();
        next.Url = _setup.Receiver.Url + "&again=1";
        var changed = await _setup.Client.UpdateWebhookAsync(
            new UpdateWebhookRequest { Webhook = next }, cancellationToken: cancellationToken);
        await _setup.CreateRuleAsync("errors", ErrorRule(Hook), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        var request = (await _setup.WaitForRequestsAsync(1, cancellationToken)).Single();
        Assert.That(new[] { made.Secret, read.Secret, listed.Webhooks.Single().Secret, changed.Secret }, Is.All.Empty);
        Assert.That((read, listed.Webhooks.Single()), Is.EqualTo((made, made)));
        Assert.That((changed.Url, changed.Etag == made.Etag), Is.EqualTo((next.Url, false)));
        Assert.That(request.IsSignedBy(WebhookReceiver.Secret));
    }

    [Test]
    public async Task CreateWebhook_ToAnInnerAddress_IsForbidden()
    {
        var failure = await Failures.OfAsync(async () => await _setup.Client.CreateWebhookAsync(new CreateWebhookRequest
        {
            WebhookId = "inner",
            Webhook = new Webhook { Url = "https://169.254.169.254/", Secret = WebhookReceiver.Secret },
        }));

        Assert.That((failure.Code, failure.Info.Reason), Is.EqualTo((StatusCode.InvalidArgument, "ADDRESS_FORBIDDEN")));
        Assert.That(failure.Info.Metadata["problem"], Is.EqualTo("the address 169.254.169.254 is link-local."));
    }

    [Test]
    public async Task Silence_WithManyMistakes_TellsAll() => Assert.That(
        await ViolationsAsync(async () => await _setup.Client.CreateSilenceAsync(new CreateSilenceRequest
        {
            Silence = new Silence
            {
                AlertRule = "rule",
                Monitor = "monitor",
                ModelVersion = "version",
                Severity = (Severity)9,
                EndTime = Noon.AddHours(-1).ToTimestamp(),
                Comment = new string('a', 1025),
            },
        })),
        Is.EqualTo(new[]
        {
            "silence.alert_rule", "silence.monitor", "silence.model_version", "silence.severity", "silence.comment",
            "silence.end_time", "silence.end_time",
        }));

    [Test]
    public async Task Silence_ThatIsEnded_IsListedNoMoreAndMakesRoom(CancellationToken cancellationToken)
    {
        var first = await SilenceAsync(cancellationToken);
        await SilenceAsync(cancellationToken);
        var many = await Failures.OfAsync(() => SilenceAsync(cancellationToken));

        var ended = await _setup.Client.ExpireSilenceAsync(new ExpireSilenceRequest { Name = first.Name }, cancellationToken: cancellationToken);
        var again = await _setup.Client.ExpireSilenceAsync(new ExpireSilenceRequest { Name = first.Name }, cancellationToken: cancellationToken);
        var listed = await _setup.Client.ListSilencesAsync(new ListSilencesRequest(), cancellationToken: cancellationToken);
        await SilenceAsync(cancellationToken);

        Assert.That(many.Info.Reason, Is.EqualTo("LIMIT_REACHED"));
        Assert.That((first.Creator, first.StartTime.ToDateTimeOffset()), Is.EqualTo(("anonymous", Noon.AddSeconds(30))));
        Assert.That((ended.EndTime.ToDateTimeOffset(), again), Is.EqualTo((Noon.AddSeconds(30), ended)));
        Assert.That(listed.Silences.Select(silence => silence.Name), Does.Not.Contain(first.Name));
        Assert.That(listed.Silences, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Alerts_AreListedInPagesByStateThoseThatChangedLastFirst(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.Monitoring.IngestAsync(cancellationToken, Batch(
            [.. Enumerable.Range(1, 5).Select(number => Counts(Noon, ok: 1, ("INTERNAL", 1), version: $"models/churn/versions/{number}"))]));
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        var names = new List<string>();
        var token = "";

        do
        {
            var page = await _setup.Client.ListAlertsAsync(
                new ListAlertsRequest { PageSize = 2, PageToken = token, Monitor = ChurnMonitor, States = { AlertState.Firing } },
                cancellationToken: cancellationToken);
            names.AddRange(page.Alerts.Select(alert => alert.ModelVersion));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.That(names, Is.EqualTo(Enumerable.Range(1, 5).Reverse().Select(number => $"models/churn/versions/{number}")));
        Assert.That(await _setup.ListAsync(cancellationToken, AlertState.Resolved, AlertState.Pending), Is.Empty);
    }

    [Test]
    public async Task ListAlerts_OfAnUnknownState_IsInvalid() => Assert.That(
        await ViolationsAsync(() => _setup.ListAsync(CancellationToken.None, AlertState.Unspecified)), Is.EqualTo(new[] { "states" }));

    [Test]
    public async Task Audit_HasEveryChangeNewestFirst(CancellationToken cancellationToken)
    {
        await _setup.CreateWebhookAsync(cancellationToken);
        var rule = await _setup.CreateRuleAsync("errors", ErrorRule(Hook), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        await _setup.Client.DeleteAlertRuleAsync(new DeleteAlertRuleRequest { Name = rule.Name }, cancellationToken: cancellationToken);
        await _setup.Client.DeleteWebhookAsync(new DeleteWebhookRequest { Name = Hook }, cancellationToken: cancellationToken);

        var page = await _setup.Client.ListMonitoringAuditEventsAsync(
            new ListMonitoringAuditEventsRequest { PageSize = 4 }, cancellationToken: cancellationToken);
        var rest = await _setup.Client.ListMonitoringAuditEventsAsync(
            new ListMonitoringAuditEventsRequest { PageSize = 4, PageToken = page.NextPageToken }, cancellationToken: cancellationToken);

        var alert = (await _setup.ListAsync(cancellationToken)).Single();
        Assert.That(page.AuditEvents.Concat(rest.AuditEvents).Select(entry => (entry.SequenceNumber, entry.Actor, entry.Method, entry.Resource)), Is.EqualTo(new[]
        {
            (6L, "anonymous", "DeleteWebhook", Hook),
            (5L, "anonymous", "DeleteAlertRule", rule.Name),
            (4L, "monitoring", "ResolveAlert", alert.Name),
            (3L, "monitoring", "FireAlert", alert.Name),
            (2L, "anonymous", "CreateAlertRule", rule.Name),
            (1L, "anonymous", "CreateWebhook", Hook),
        }));
    }

    private async Task<Silence> SilenceAsync(CancellationToken cancellationToken) => await _setup.Client.CreateSilenceAsync(
        new CreateSilenceRequest { Silence = new Silence { EndTime = Noon.AddHours(1).ToTimestamp(), Comment = "Known." } },
        cancellationToken: cancellationToken);

    private static async Task<IEnumerable<string>> ViolationsAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call()))!.GetRpcStatus()!.GetDetail<BadRequest>()!
            .FieldViolations.Select(violation => violation.Field);
}
