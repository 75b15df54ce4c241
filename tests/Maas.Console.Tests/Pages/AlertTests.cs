using Google.Protobuf.WellKnownTypes;
using Maas.Console.Tests.Fakes;
using Maas.Contracts.Monitoring.V1;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

public sealed class AlertTests : PageTests
{
    [Test]
    public async Task Alerts_ShowWhatFiresAndWhatWasDone()
    {
        var opened = await OpenAsync("/alerts");

        var firing = opened.Region("Firing");
        await Expect(firing).ToContainTextAsync("Traffic of churn v6 has drifted");
        await Expect(firing).ToContainTextAsync("done start-training: trainingJobs/churn-42 was started.");
        await Expect(firing).ToContainTextAsync("tenure");
        await Expect(opened.Region("Pending")).ToContainTextAsync("4.6 times as fast");
        await Expect(opened.Region("Resolved")).ToContainTextAsync("61 ms");
        await Expect(opened.Region("Rules")).ToContainTextAsync("latency_p99 above 0.05");
    }

    [Test]
    public async Task Silence_NamesTheAlertAndLasts()
    {
        var opened = await OpenAsync("/alerts");
        await opened.Region("Firing").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Silence" }).ClickAsync();
        var dialog = opened.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("button.confirm")).ToBeDisabledAsync();
        await dialog.GetByLabel("For").SelectOptionAsync("24");
        await dialog.GetByLabel("Why").FillAsync("New price list.");
        await dialog.Locator("button.confirm").ClickAsync();
        await Expect(opened.Region("Silences")).ToContainTextAsync("New price list.");

        Assert.That(Suite.Monitoring.SilenceRequests.Single().Silence, Is.EqualTo(new Silence
        {
            AlertRule = "alertRules/drift",
            Monitor = "monitors/churn",
            ModelVersion = "models/churn/versions/6",
            EndTime = (PinnedTime.Now + TimeSpan.FromDays(1)).ToTimestamp(),
            Comment = "New price list.",
        }));
    }

    [Test]
    public async Task EndIt_EndsTheSilence()
    {
        Suite.Monitoring.Silences["silences/mine"] = new Silence { Name = "silences/mine", Monitor = "monitors/churn", EndTime = PinnedTime.Now.ToTimestamp(), Comment = "Mine." };
        var opened = await OpenAsync("/alerts");
        await opened.Page.Locator(".silence", new PageLocatorOptions { HasText = "Mine." }).GetByRole(AriaRole.Button).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Dialog).Locator("button.confirm").ClickAsync();
        await Expect(opened.Page.Locator(".silence", new PageLocatorOptions { HasText = "Mine." })).ToHaveCountAsync(0);

        Assert.That(Suite.Monitoring.Silences.Keys, Does.Not.Contain("silences/mine"));
    }
}
