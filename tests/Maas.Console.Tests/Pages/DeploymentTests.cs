using Maas.Console.Tests.Fakes;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

public sealed class DeploymentTests : PageTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Traffic_ShowsTheLatencyOfEachWindow()
    {
        var window = ShownMetrics.Window(6, PinnedTime.Now.Date.AddHours(11).AddMinutes(30), FiveMinutes);

        var opened = await OpenAsync("/deployments/churn");
        var chart = opened.Page.Locator("figure", new PageLocatorOptions { HasText = "Latency of v6" });
        await chart.Locator("summary").ClickAsync();

        await Expect(chart.Locator("tr", new LocatorLocatorOptions { HasText = "11:30" })).ToContainTextAsync(
            $"{Figures.Seconds(window.Latency.P50Seconds)}{Figures.Seconds(window.Latency.P90Seconds)}{Figures.Seconds(window.Latency.P99Seconds)}");
    }

    [Test]
    public async Task Traffic_OfAnotherVersionAndTime_IsAskedByTheAddress()
    {
        var opened = await OpenAsync("/deployments/churn/traffic?range=24h&version=models/churn/versions/7");

        await Expect(opened.Page.Locator(".choices [aria-current]")).ToHaveTextAsync(["24 hours", "v7"]);
        await Expect(opened.Page.Locator("figure", new PageLocatorOptions { HasText = "Latency of v7" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Drift_MarksWhatIsToldApart_InWordsToo()
    {
        var opened = await OpenAsync("/deployments/churn/drift");

        var row = opened.Page.Locator(".heat tr", new PageLocatorOptions { HasText = "tenure" });
        await Expect(row.GetByLabel("tenure, 11:25: distance 0.03, p-value 0.37, not told apart", new LocatorGetByLabelOptions { Exact = true })).ToHaveTextAsync("0.03");
        await Expect(row.Locator(".heat-4.heat-marked").First).ToContainTextAsync("▲ 0.4");
        await Expect(opened.Page.Locator(".card h2 + p")).ToContainTextAsync("told apart from the training data");
    }

    [Test]
    public async Task Quality_ShowsWhatIsWrongWithTheRows()
    {
        var opened = await OpenAsync("/deployments/churn/quality");

        await Expect(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "currency" })).ToContainTextAsync("always the same");
        await Expect(opened.Page.Locator(".facts")).ToContainTextAsync("0.21 %");
    }

    [Test]
    public async Task Performance_ShowsIntervalsBesideFigures()
    {
        var window = ShownMetrics.Window(6, PinnedTime.Now.Date.AddHours(12), FiveMinutes);
        var (realised, estimated) = (window.Performance.Realised[0], window.Performance.Estimated[0]);

        var opened = await OpenAsync("/deployments/churn/performance");

        var row = opened.Page.Locator(".card tr", new PageLocatorOptions { HasText = "accuracy" });
        await Expect(row).ToContainTextAsync($"{Figures.Number(realised.Value)} ({Figures.Number(realised.Low)} to {Figures.Number(realised.High)})");
        await Expect(row).ToContainTextAsync($"{Figures.Number(estimated.Value)} ({Figures.Number(estimated.Low)} to {Figures.Number(estimated.High)})");
        await Expect(opened.Page.Locator("figure .band").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task Serving_ShowsReplicasWithMemoryAndHowFastBudgetsAreSpent()
    {
        var opened = await OpenAsync("/deployments/churn/serving");

        await Expect(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "serving-0" }).First).ToContainTextAsync("212 MiB");
        await Expect(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "serving-1" })).ToContainTextAsync("not known yet");
        await Expect(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "availability" }).First).ToContainTextAsync("99.9 % end well");
        await Expect(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "availability" }).First).ToContainTextAsync("4.6 times what lasts");
    }

    [Test]
    public async Task Page_OfWhatNobodyWatches_SaysSo()
    {
        var opened = await OpenAsync("/deployments/prices");

        await Expect(opened.Page.Locator(".notice-notfound")).ToContainTextAsync("'monitors/prices' does not exist");
    }
}
