using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using static Maas.Monitoring.Tests.Alerts.AlertSetup;
using static Maas.Monitoring.Tests.MonitoringSetup;
using Alert = Maas.Contracts.Monitoring.V1.Alert;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>What is done when an alert begins to fire.</summary>
[CancelAfter(60_000)]
internal sealed class AlertActionTests
{
    private const string Before = "models/churn/versions/6";
    private const string Job = "trainingJobs/first";

    private AlertSetup _setup = null!;

    private FakeAliases Aliases => _setup.Monitoring.Registry.Aliases;

    [SetUp]
    public async Task SetUp()
    {
        _setup = await AlertSetup.StartAsync();
        Aliases.Move(Before);
        Aliases.Move(ChurnVersion);
        _setup.Training.Jobs[Job] = new TrainingJob
        {
            Name = Job,
            Spec = new TrainingSpec { DatasetVersion = "datasets/churn/versions/1", Model = "models/churn", Alias = "staging", Seed = 5 },
        };
    }

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Rollback_OfTheVersionOfTheAlert_IsDoneOnceAndAudited(CancellationToken cancellationToken)
    {
        await _setup.Monitoring.StartRegistryAsync();
        await FireAsync(cancellationToken, Rollback());

        var alert = await WaitForEndAsync(cancellationToken);

        Assert.That((alert.ActionResults[0].Action, alert.ActionResults[0].State), Is.EqualTo(("rollback-alias", "done")));
        Assert.That(alert.ActionResults[0].Resource, Is.EqualTo(FakeAliases.Production));
        Assert.That(alert.ActionResults[0].Message, Is.EqualTo($"'{FakeAliases.Production}' went back from {ChurnVersion} to {Before}."));
        Assert.That((Aliases.Current, Aliases.CallCount), Is.EqualTo((Before, 1)));
        var audit = await AuditAsync(cancellationToken);
        Assert.That((audit.Actor, audit.Method, audit.Resource), Is.EqualTo(("monitoring", "rollback-alias", FakeAliases.Production)));
        Assert.That(audit.Message, Does.StartWith($"Because of '{alert.Name}' of 'alertRules/errors': Done."));
    }

    [Test]
    public async Task Rollback_WhenTheAliasIsElsewhere_IsRefused(CancellationToken cancellationToken)
    {
        Aliases.Move("models/churn/versions/8");
        await _setup.Monitoring.StartRegistryAsync();
        await FireAsync(cancellationToken, Rollback());

        var alert = await WaitForEndAsync(cancellationToken);

        Assert.That(alert.ActionResults[0].State, Is.EqualTo("refused"));
        Assert.That(alert.ActionResults[0].Message, Does.Contain("models/churn/versions/8"));
        Assert.That(Aliases.Current, Is.EqualTo("models/churn/versions/8"));
    }

    // Drifted traffic is drifted for the version before, too: the alias must not go to and fro.
    [Test]
    public async Task Rollback_OfAVersionThatCameByRollback_IsRefused(CancellationToken cancellationToken)
    {
        Aliases.Move("models/churn/versions/8");
        Aliases.Move(ChurnVersion, isRollback: true);
        await _setup.Monitoring.StartRegistryAsync();
        await FireAsync(cancellationToken, Rollback());

        var alert = await WaitForEndAsync(cancellationToken);

        Assert.That((alert.ActionResults[0].State, Aliases.Current), Is.EqualTo(("refused", ChurnVersion)));
        Assert.That(alert.ActionResults[0].Message, Does.Contain("by a rollback already"));
    }

    [Test]
    public async Task Rollback_WhoseAnswerIsLost_IsDoneOnce(CancellationToken cancellationToken)
    {
        Aliases.FailureAfter = FakeAliases.Away();
        await _setup.Monitoring.StartRegistryAsync();
        await FireAsync(cancellationToken, Rollback());

        var alert = await WaitForEndAsync(cancellationToken);

        Assert.That((alert.ActionResults[0].State, Aliases.Current), Is.EqualTo(("done", Before)));
        Assert.That(Aliases.History(FakeAliases.Production), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Rollback_WhileTheRegistryIsAway_IsTriedUntilItIsBack(CancellationToken cancellationToken)
    {
        await FireAsync(cancellationToken, Rollback());
        var waiting = await _setup.WaitForAlertAsync(
            alert => alert.ActionResults is [{ Message.Length: > 0 }], cancellationToken, TimeSpan.FromMilliseconds(100));

        await _setup.Monitoring.StartRegistryAsync();
        var alert = await WaitForEndAsync(cancellationToken, TimeSpan.FromMilliseconds(100));

        Assert.That(waiting.ActionResults[0].State, Is.EqualTo("pending"));
        Assert.That((alert.ActionResults[0].State, Aliases.Current), Is.EqualTo(("done", Before)));
    }

    [Test]
    public async Task Rollback_WhenTheRegistryStaysAway_FailsAfterAnHour(CancellationToken cancellationToken)
    {
        await FireAsync(cancellationToken, Rollback());

        // An attempt is many steps long on a busy machine: small ones keep the clock near the hour.
        var alert = await WaitForEndAsync(cancellationToken, TimeSpan.FromSeconds(5));

        Assert.That(alert.ActionResults[0].State, Is.EqualTo("failed"));
        Assert.That(alert.ActionResults[0].Message, Does.StartWith("Given up after "));
        Assert.That(
            alert.ActionResults[0].EndTime.ToDateTimeOffset() - Noon.AddMinutes(5), Is.LessThan(TimeSpan.FromHours(1.2)));
    }

    [Test]
    public async Task Training_OnNewerData_IsStartedLikeTheEarlierJob(CancellationToken cancellationToken)
    {
        _setup.Training.NewestVersion = 4;
        await _setup.StartTrainingAsync();
        await FireAsync(cancellationToken, Train());

        var alert = await WaitForEndAsync(cancellationToken);

        var created = _setup.Training.Created.Single();
        Assert.That(created.TrainingJob.Spec, Is.EqualTo(new TrainingSpec
        {
            DatasetVersion = "datasets/churn/versions/4",
            Model = "models/churn",
            Alias = "staging",
            Seed = 5,
        }));
        Assert.That(alert.ActionResults[0].State, Is.EqualTo("done"));
        Assert.That(alert.ActionResults[0].Resource, Is.EqualTo($"trainingJobs/{created.TrainingJobId}"));
    }

    [TestCase(false, "refused", 0)]
    [TestCase(true, "done", 1)]
    public async Task Training_WithoutNewerData_IsStartedIfAllowed(bool allows, string state, int jobs, CancellationToken cancellationToken)
    {
        await _setup.StartTrainingAsync();
        await FireAsync(cancellationToken, Train(allows));

        var alert = await WaitForEndAsync(cancellationToken);

        Assert.That((alert.ActionResults[0].State, _setup.Training.Created.Count), Is.EqualTo((state, jobs)));
    }

    [Test]
    public async Task Training_WhoseAnswerIsLost_IsStartedOnceThoughThereIsNewerDataByThen(CancellationToken cancellationToken)
    {
        (_setup.Training.NewestVersion, _setup.Training.FailureAfter) = (2, FakeAliases.Away());
        await _setup.StartTrainingAsync();
        await FireAsync(cancellationToken, Train());
        await _setup.WaitForAlertAsync(
            _ => !_setup.Training.Created.IsEmpty, cancellationToken, TimeSpan.FromMilliseconds(50));
        _setup.Training.NewestVersion = 3;

        var alert = await WaitForEndAsync(cancellationToken, TimeSpan.FromSeconds(1));

        Assert.That(alert.ActionResults[0].State, Is.EqualTo("done"));
        Assert.That(_setup.Training.Created, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Actions_OfOneAlert_AreDoneInTheirOrder(CancellationToken cancellationToken)
    {
        _setup.Training.NewestVersion = 2;
        await _setup.StartTrainingAsync();
        await FireAsync(cancellationToken, Rollback(), Train());
        await _setup.WaitForAlertAsync(
            alert => alert.ActionResults is [{ Message.Length: > 0 }, ..], cancellationToken, TimeSpan.FromMilliseconds(100));
        var before = _setup.Training.Created.Count;

        await _setup.Monitoring.StartRegistryAsync();
        var alert = await WaitForEndAsync(cancellationToken, TimeSpan.FromMilliseconds(100));

        Assert.That(before, Is.Zero);
        Assert.That(alert.ActionResults.Select(result => (result.Action, result.State)), Is.EqualTo(new[]
        {
            ("rollback-alias", "done"), ("start-training", "done"),
        }));
    }

    [Test]
    public async Task Actions_OfASilencedAlert_AreRefused(CancellationToken cancellationToken)
    {
        await _setup.Monitoring.StartRegistryAsync();
        await _setup.Client.CreateSilenceAsync(
            new CreateSilenceRequest
            {
                Silence = new Silence
                {
                    EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Noon.AddHours(1)),
                    Comment = "Known.",
                },
            },
            cancellationToken: cancellationToken);

        await FireAsync(cancellationToken, Rollback());

        var alert = (await _setup.ListAsync(cancellationToken)).Single();
        Assert.That(alert.ActionResults[0].State, Is.EqualTo("refused"));
        Assert.That((Aliases.Current, Aliases.CallCount), Is.EqualTo((ChurnVersion, 0)));
    }

    [Test]
    public async Task Actions_WhoseServiceRefuses_HaveFailed(CancellationToken cancellationToken)
    {
        Aliases.FailureBefore = new MaasException(MaasErrorCode.PermissionDenied, "PERMISSION_DENIED", "maas", "Not you.");
        await _setup.Monitoring.StartRegistryAsync();
        await FireAsync(cancellationToken, Rollback());

        var alert = await WaitForEndAsync(cancellationToken);

        Assert.That((alert.ActionResults[0].State, alert.ActionResults[0].Message), Is.EqualTo(("failed", "The Registry refused it: Not you.")));
    }

    // The host goes while a receiver hangs and the Registry's answer is lost; what is not settled is due again.
    [Test]
    public async Task Restart_InTheMidst_LosesAndDoublesNothing(CancellationToken cancellationToken)
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _setup.Receiver.Answer = context => Task.WhenAny(hold.Task, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        Aliases.FailureAfter = FakeAliases.Away();
        await _setup.Monitoring.StartRegistryAsync();
        await _setup.CreateWebhookAsync(cancellationToken);
        await FireAsync(Hook, cancellationToken, Rollback());
        await _setup.WaitForRequestsAsync(1, cancellationToken);

        await _setup.Monitoring.Host.RestartAsync();
        hold.SetResult();
        var alert = await _setup.WaitForAlertAsync(
            alert => alert.ActionResults is [{ State: not "pending" }] && alert.NotificationResults is [{ State: "delivered" }],
            cancellationToken, TimeSpan.FromSeconds(1));

        Assert.That((alert.ActionResults[0].State, Aliases.Current), Is.EqualTo(("done", Before)));
        Assert.That(Aliases.History(FakeAliases.Production), Has.Count.EqualTo(3));
        Assert.That(_setup.Receiver.Requests, Has.Count.AtLeast(2));
        Assert.That(_setup.Receiver.Requests.Select(request => request.Delivery).Distinct().Count(), Is.EqualTo(1));
    }

    private static AlertAction Rollback() => new() { RollbackAlias = new RollbackAliasAction { Alias = FakeAliases.Production } };

    private static AlertAction Train(bool allowsSameData = false) =>
        new() { StartTraining = new StartTrainingAction { TrainingJob = Job, AllowsSameData = allowsSameData } };

    private Task FireAsync(CancellationToken cancellationToken, params AlertAction[] actions) =>
        FireAsync("", cancellationToken, actions);

    private async Task FireAsync(string hook, CancellationToken cancellationToken, params AlertAction[] actions)
    {
        var rule = hook.Length == 0 ? ErrorRule() : ErrorRule(hook);
        rule.Actions.Add(actions);
        await _setup.CreateRuleAsync("errors", rule, cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
    }

    private Task<Alert> WaitForEndAsync(CancellationToken cancellationToken, TimeSpan? step = null) => _setup.WaitForAlertAsync(
        alert => alert.ActionResults.Count > 0 && alert.ActionResults.All(result => result.State != "pending"), cancellationToken,
        step ?? TimeSpan.FromMilliseconds(20));

    private async Task<MonitoringAuditEvent> AuditAsync(CancellationToken cancellationToken) =>
        (await _setup.Client.ListMonitoringAuditEventsAsync(
            new ListMonitoringAuditEventsRequest(), cancellationToken: cancellationToken)).AuditEvents[0];
}
