using System.Net;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Alerts.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static Maas.Monitoring.Tests.Alerts.AlertSetup;
using static Maas.Monitoring.Tests.MonitoringSetup;
using Alert = Maas.Contracts.Monitoring.V1.Alert;
using AlertState = Maas.Contracts.Monitoring.V1.Alert.Types.State;
using Webhook = Maas.Contracts.Monitoring.V1.Webhook;

namespace Maas.Monitoring.Tests.Alerts.Notifications;

/// <summary>What a real receiver is sent.</summary>
[CancelAfter(60_000)]
internal sealed class WebhookDeliveryTests
{
    // A fiftieth of the second after which the dispatcher looks again: thirty attempts of a day need so many looks less.
    private static readonly TimeSpan AttemptStep = TimeSpan.FromMilliseconds(20);

    private AlertSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await AlertSetup.StartAsync(
        // A day without traffic would resolve the alert just when its message is given up.
        configure: null, ("Alerts:StaleDelay", "10.00:00:00"));

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Firing_TellsTheWebhook_SignedAndWhole(CancellationToken cancellationToken)
    {
        await FireAsync(cancellationToken);

        var alert = await WaitForDeliveryAsync("delivered", cancellationToken);

        var request = _setup.Receiver.Requests.Single();
        Assert.That(request.IsSignedBy(WebhookReceiver.Secret));
        Assert.That(request.IsSignedBy("another secret here"), Is.False);
        Assert.That(Guid.TryParse(request.Delivery, out _));
        Assert.That(request.Json.GetProperty("deliveryId").GetString(), Is.EqualTo(request.Delivery));
        Assert.That(request.Json.GetProperty("monitor").GetString(), Is.EqualTo(ChurnMonitor));
        var told = request.Alerts.Single();
        Assert.That(told.GetProperty("name").GetString(), Is.EqualTo(alert.Name));
        Assert.That(told.GetProperty("summary").GetString(), Is.EqualTo(alert.Summary));
        Assert.That((told.GetProperty("state").GetString(), told.GetProperty("severity").GetString()), Is.EqualTo(("firing", "warning")));
        Assert.That(told.GetProperty("value").GetDouble(), Is.EqualTo(0.5));
        Assert.That((alert.NotificationResults[0].AttemptCount, alert.NotificationResults[0].Message), Is.EqualTo((1, "")));
    }

    [Test]
    public async Task Firing_OfTwoRulesInOneWindow_IsOneMessage(CancellationToken cancellationToken)
    {
        await _setup.CreateWebhookAsync(cancellationToken);
        await _setup.CreateRuleAsync("errors", ErrorRule(Hook), cancellationToken);
        await _setup.CreateRuleAsync("more-errors", ErrorRule(Hook), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);

        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        var requests = await _setup.WaitForRequestsAsync(1, cancellationToken);
        Assert.That(requests.Single().Told, Is.EqualTo(new[] { "alertRules/errors firing", "alertRules/more-errors firing" }));
    }

    [Test]
    public async Task Resolved_IsToldToWhoHeardOfIt(CancellationToken cancellationToken)
    {
        await FireAsync(cancellationToken);
        await WaitForDeliveryAsync("delivered", cancellationToken);
        await _setup.IngestAsync(Noon.AddMinutes(5), fails: false, cancellationToken);

        await _setup.EvaluateAsync(Noon.AddMinutes(10), cancellationToken);

        var requests = await _setup.WaitForRequestsAsync(2, cancellationToken);
        Assert.That(requests[1].Told, Is.EqualTo(new[] { "alertRules/errors resolved" }));
        Assert.That(requests[1].Delivery, Is.Not.EqualTo(requests[0].Delivery));
    }

    [Test]
    public async Task Refusal_IsTriedAgain_WithTheSameId(CancellationToken cancellationToken)
    {
        _setup.Receiver.AnswerWith(StatusCodes.Status500InternalServerError);
        await FireAsync(cancellationToken);
        var refused = await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken);

        _setup.Receiver.AnswerWith(StatusCodes.Status200OK);
        _setup.Monitoring.Clock.Advance(TimeSpan.FromSeconds(9));
        var delivered = await WaitForDeliveryAsync("delivered", cancellationToken);

        Assert.That((refused.NotificationResults[0].State, refused.NotificationResults[0].Message), Is.EqualTo(("pending", "It answered 500.")));
        Assert.That((AttemptsOf(delivered), delivered.NotificationResults[0].Message), Is.EqualTo((2, "")));
        Assert.That(_setup.Receiver.Requests.Select(request => request.Delivery).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_setup.Receiver.Requests.Select(request => request.Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_setup.Receiver.Requests.Select(request => request.Signature).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task Receiver_ThatNeverTakesIt_IsGivenUpAfterADay(CancellationToken cancellationToken)
    {
        _setup.Receiver.AnswerWith(StatusCodes.Status503ServiceUnavailable);
        await FireAsync(cancellationToken);

        // The longest pause is 45 minutes, so that each step is one attempt.
        var alert = await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken);
        while (alert.NotificationResults[0].State == "pending")
        {
            var before = AttemptsOf(alert);
            _setup.Monitoring.Clock.Advance(TimeSpan.FromMinutes(45));
            alert = await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) > before, cancellationToken, AttemptStep);
        }

        Assert.That(AttemptsOf(alert), Is.InRange(30, 34));
        Assert.That(alert.NotificationResults[0].State, Is.EqualTo("failed"));
        Assert.That(alert.NotificationResults[0].Message, Is.EqualTo("It answered 503."));
    }

    [Test]
    public async Task Receiver_ThatHangs_IsLeftAfterTheTimeout(CancellationToken cancellationToken)
    {
        _setup.Receiver.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await FireAsync(cancellationToken);
        await _setup.WaitForRequestsAsync(1, cancellationToken);

        var alert = await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken, TimeSpan.FromMilliseconds(200));

        Assert.That(alert.NotificationResults[0].Message, Is.EqualTo("It did not answer within 10 s."));
    }

    [Test]
    public async Task Redirect_ToAnInnerAddress_IsNotFollowed(CancellationToken cancellationToken)
    {
        await using var inner = await WebhookReceiver.StartAsync();
        _setup.Receiver.AnswerWith(StatusCodes.Status307TemporaryRedirect, inner.Url);
        await FireAsync(cancellationToken);

        var alert = await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken);

        Assert.That(alert.NotificationResults[0].Message, Is.EqualTo("It answered 307, and redirects are not followed."));
        Assert.That(inner.Requests, Is.Empty);
    }

    [Test]
    public async Task Host_WhoseNameLeadsInwardsLater_IsSentNothing(CancellationToken cancellationToken)
    {
        await using var setup = await AlertSetup.StartAsync(services => services.Replace(
            ServiceDescriptor.Singleton<HostResolver>((_, _) => Task.FromResult(new[] { IPAddress.Parse("169.254.169.254") }))));
        await setup.Client.CreateWebhookAsync(
            new CreateWebhookRequest
            {
                WebhookId = "rebound",
                Webhook = new Webhook { Url = "https://hooks.example/", Secret = WebhookReceiver.Secret },
            },
            cancellationToken: cancellationToken);
        await setup.CreateRuleAsync("errors", ErrorRule("webhooks/rebound"), cancellationToken);
        await setup.IngestAsync(Noon, fails: true, cancellationToken);

        await setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        var alert = await setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken);

        Assert.That(
            alert.NotificationResults[0].Message, Is.EqualTo("Nothing was sent: the address 169.254.169.254 is link-local."));
    }

    [Test]
    public async Task Repeat_ComesAfterItsInterval_NotBefore(CancellationToken cancellationToken)
    {
        await FireAsync(cancellationToken);
        await WaitForDeliveryAsync("delivered", cancellationToken);
        await KeepFiringAsync(Noon.AddMinutes(5), Noon.AddHours(4), cancellationToken);
        var before = _setup.Receiver.Requests.Count;

        await KeepFiringAsync(Noon.AddHours(4), Noon.AddHours(4).AddMinutes(10), cancellationToken);

        var requests = await _setup.WaitForRequestsAsync(2, cancellationToken);
        Assert.That(before, Is.EqualTo(1));
        Assert.That(requests[1].Told, Is.EqualTo(new[] { "alertRules/errors firing" }));
        Assert.That(requests[1].Delivery, Is.Not.EqualTo(requests[0].Delivery));
    }

    [Test]
    public async Task Silenced_IsToldWhenTheSilenceEnds(CancellationToken cancellationToken)
    {
        var silence = await SilenceAsync(cancellationToken);
        await FireAsync(cancellationToken);
        var quiet = (await _setup.ListAsync(cancellationToken)).Single();
        await _setup.Client.ExpireSilenceAsync(new ExpireSilenceRequest { Name = silence.Name }, cancellationToken: cancellationToken);
        var before = _setup.Receiver.Requests.Count;

        await _setup.RunRoundAsync(cancellationToken);

        await _setup.WaitForRequestsAsync(1, cancellationToken);
        Assert.That((quiet.State, quiet.NotificationResults.Count), Is.EqualTo((AlertState.Firing, 0)));
        Assert.That(quiet.Silences, Is.EqualTo(new[] { silence.Name }));
        Assert.That(before, Is.Zero);
    }

    [Test]
    public async Task Silenced_AndOverBeforeItEnds_IsNeverTold(CancellationToken cancellationToken)
    {
        var silence = await SilenceAsync(cancellationToken);
        await FireAsync(cancellationToken);
        await _setup.IngestAsync(Noon.AddMinutes(5), fails: false, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(10), cancellationToken);
        await _setup.Client.ExpireSilenceAsync(new ExpireSilenceRequest { Name = silence.Name }, cancellationToken: cancellationToken);

        await _setup.RunRoundAsync(cancellationToken);

        var alert = (await _setup.ListAsync(cancellationToken)).Single();
        Assert.That((alert.State, alert.NotificationResults.Count), Is.EqualTo((AlertState.Resolved, 0)));
        Assert.That(_setup.Receiver.Requests, Is.Empty);
    }

    [Test]
    public async Task Webhook_ThatIsDeleted_IsGivenUp(CancellationToken cancellationToken)
    {
        _setup.Receiver.AnswerWith(StatusCodes.Status500InternalServerError);
        await FireAsync(cancellationToken);
        await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken);

        await _setup.Client.DeleteWebhookAsync(new DeleteWebhookRequest { Name = Hook }, cancellationToken: cancellationToken);
        var alert = await WaitForDeliveryAsync("failed", cancellationToken, TimeSpan.FromSeconds(1));

        Assert.That(alert.NotificationResults[0].Message, Is.EqualTo("The webhook was deleted."));
        Assert.That(_setup.Receiver.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Logs_OfAllOfThis_HaveNoSecret(CancellationToken cancellationToken)
    {
        _setup.Receiver.AnswerWith(StatusCodes.Status500InternalServerError);
        await FireAsync(cancellationToken);
        await _setup.WaitForAlertAsync(alert => AttemptsOf(alert) == 1, cancellationToken);

        Assert.That(
            _setup.Monitoring.Host.Logs.Lines.Where(line =>
                line.Text.Contains(WebhookReceiver.Secret, StringComparison.Ordinal) || line.Text.Contains("key=1", StringComparison.Ordinal)),
            Is.Empty);
    }

    private static int AttemptsOf(Alert alert) => alert.NotificationResults.SingleOrDefault()?.AttemptCount ?? 0;

    private async Task FireAsync(CancellationToken cancellationToken)
    {
        await _setup.CreateWebhookAsync(cancellationToken);
        await _setup.CreateRuleAsync("errors", ErrorRule(Hook), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
    }

    private async Task KeepFiringAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        for (var begin = from; begin < to; begin += TimeSpan.FromMinutes(5))
        {
            await _setup.IngestAsync(begin, fails: true, cancellationToken);
            await _setup.EvaluateAsync(begin.AddMinutes(5), cancellationToken);
        }
    }

    private async Task<Silence> SilenceAsync(CancellationToken cancellationToken) => await _setup.Client.CreateSilenceAsync(
        new CreateSilenceRequest
        {
            Silence = new Silence
            {
                AlertRule = "alertRules/errors",
                EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Noon.AddHours(1)),
                Comment = "Known.",
            },
        },
        cancellationToken: cancellationToken);

    private Task<Alert> WaitForDeliveryAsync(string state, CancellationToken cancellationToken, TimeSpan? step = null) =>
        _setup.WaitForAlertAsync(
            alert => alert.NotificationResults.Any(result => result.State == state), cancellationToken, step);
}
