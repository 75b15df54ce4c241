using Maas.Console.Tests.Browsers;
using Maas.Console.Tests.Fakes;
using Maas.Contracts.Monitoring.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

public sealed class OverviewTests : PageTests
{
    [Test]
    public async Task Overview_ShowsWhatTheServicesTell()
    {
        var windows = ShownMetrics.Answer(new QueryMetricsRequest
        {
            StartTime = (PinnedTime.Now - TimeSpan.FromHours(1)).ToTimestamp(), EndTime = PinnedTime.Now.ToTimestamp(),
        }).Windows;
        var requests = windows.Sum(window => window.RequestCount);

        var opened = await OpenAsync("/");

        var row = opened.Page.Locator("tbody tr", new PageLocatorOptions { HasText = "churn v6" });
        await Expect(row).ToContainTextAsync("churn v6 90 %, churn v7 10 %");
        await Expect(row).ToContainTextAsync(Figures.Count(requests));
        await Expect(row).ToContainTextAsync(Figures.Share((double)windows.Sum(window => window.ErrorCount) / requests));
        await Expect(row).ToContainTextAsync(Figures.Seconds(windows.Max(window => window.Latency.P99Seconds)));
        await Expect(row).ToContainTextAsync("1 firing");
        await Expect(opened.Page.Locator(".health")).ToContainTextAsync("Monitoring serving");
    }

    [Test]
    public async Task Overview_OfWhatMonitoringDoesNotWatch_SaysNotKnownYet()
    {
        var opened = await OpenAsync("/");

        await Expect(opened.Page.Locator("tbody tr", new PageLocatorOptions { HasText = "prices" })).ToContainTextAsync("not known yet");
    }

    [Test]
    public async Task Overview_WithoutMonitoring_SaysWhichServiceIsAwayAndShowsTheRest()
    {
        await using var suite = await FakeSuite.StartAsync(hasMonitoring: false);

        await using var opened = await OpenPage.OpenAsync(suite.Address, "/");

        await Expect(opened.Page.Locator(".notice-away").First).ToContainTextAsync("Monitoring does not answer at http://127.0.0.1:");
        await Expect(opened.Page.Locator(".health")).ToContainTextAsync("Registry serving");
        await Expect(opened.Page.Locator("tbody tr").First).ToContainTextAsync("churn v6");
    }

    [Test]
    public async Task Pages_OfAMonitoringWithoutAlerts_SayNotKnownYet()
    {
        await using var suite = await FakeSuite.StartAsync(hasAlerts: false);

        await using var opened = await OpenPage.OpenAsync(suite.Address, "/alerts");
        await Expect(opened.Page.Locator(".notice-notyet").First).ToContainTextAsync("Not known yet");
        await opened.GoAsync("/");

        await Expect(opened.Page.Locator("tbody tr").First).ToContainTextAsync("not known yet");
        await Expect(opened.Page.Locator(".notice")).ToHaveCountAsync(0);
    }
}
