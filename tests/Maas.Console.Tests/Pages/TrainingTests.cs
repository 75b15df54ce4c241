using Maas.Console.Tests.Fakes;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

public sealed class TrainingTests : PageTests
{
    [Test]
    public async Task Curve_OfARunningJob_GrowsAsItLearns()
    {
        var opened = await OpenAsync("/training/churn-42");
        var dots = opened.Page.Locator("figure .dot.ink-1");
        await Expect(dots).ToHaveCountAsync(1);

        for (var epoch = 2; epoch <= 4; epoch++)
        {
            Suite.Training.Push(ShownTraining.RunningAt(epoch), ShownTraining.LossesAt(epoch));
            await Expect(dots).ToHaveCountAsync(epoch);
        }

        await opened.Page.Locator("figure summary").ClickAsync();
        await Expect(opened.Page.Locator("figure tbody tr").First).ToContainTextAsync(
            $"4{Figures.Number(ShownTraining.RunningAt(4).Progress.TrainingLoss)}");
        await Expect(opened.Page.Locator(".facts")).ToContainTextAsync("4 of 40");
    }

    [Test]
    public async Task Curve_OfAJobThatRanBeforeOneLooked_BeginsWithItsFirstEpoch()
    {
        var job = ShownTraining.RunningAt(epoch: 12);
        job.Name = "trainingJobs/churn-43";
        Suite.Training.Push(job, [.. Enumerable.Range(1, 12).Select(ShownTraining.LossesAt)]);

        var opened = await OpenAsync("/training/churn-43");

        await Expect(opened.Page.Locator("figure .dot.ink-1")).ToHaveCountAsync(12);
        await Expect(opened.Page.Locator("figure .dot.ink-2")).ToHaveCountAsync(12);
        await opened.Page.Locator("figure summary").ClickAsync();
        await Expect(opened.Page.Locator("figure tbody tr").Last).ToContainTextAsync($"1{Figures.Number(ShownTraining.LossesAt(1).TrainingLoss)}");
    }

    [Test]
    public async Task Job_ThatSearched_ShowsItsResultAndItsTrials()
    {
        var opened = await OpenAsync("/training/churn-41");

        await Expect(opened.Page.Locator("[aria-label=Result]")).ToContainTextAsync("churn v7");
        await Expect(opened.Page.Locator("figure .dot.ink-1")).ToHaveCountAsync(20);
        var best = opened.Page.Locator("section[aria-label=Trials] tbody tr").Nth(2);
        await Expect(best).ToContainTextAsync("best");
        await Expect(best).ToContainTextAsync("learning_rate 0.08");
    }

    [Test]
    public async Task Job_ThatFailed_SaysWhy()
    {
        var opened = await OpenAsync("/training/prices-7");

        await Expect(opened.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has one value alone");
    }

    [Test]
    public async Task List_LeadsToTheJob()
    {
        var opened = await OpenAsync("/training");
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "prices-7" }).ClickAsync();

        await Expect(opened.Page.Locator("h1")).ToHaveTextAsync("prices-7");
    }
}
