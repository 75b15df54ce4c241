using Maas.Training.Jobs.Searching;
using Maas.Training.Search.Sampling;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Training.Tests.Search;

internal sealed class BudgetTests
{
    private static readonly Dictionary<string, double> Nothing = [];
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(10);

    [Test]
    public void Trials_LeaveTheReserve_WhateverTheyTake([Range(0, 19)] int seed)
    {
        var time = new FakeTimeProvider();
        var clock = new SearchClock(time, time.GetUtcNow());
        var study = Study.Create(Plan(seed));
        var draws = new SeededDraws(seed);
        while (study.Ask(clock.Elapsed) is { Trial: { } trial })
        {
            // A baseline of a second; then trials of up to a minute, which tell of an epoch each second.
            Run(study, trial, trial.IsBaseline ? 1 : 10 + (int)(50 * draws.NextUnit()), time, clock);
        }

        Assert.That(clock.Elapsed, Is.LessThanOrEqualTo(Budget * 0.9));
        Assert.That(clock.Elapsed, Is.GreaterThan((Budget * 0.9) - TimeSpan.FromMinutes(1)));
        Assert.That(study.Best, Is.Not.Null);
    }

    [Test]
    public void Ask_WhenATrialTakesLongerThanIsLeft_BeginsNone()
    {
        var study = Study.Create(Plan(seed: 0));
        study.Ask(TimeSpan.Zero);
        study.Complete(0, 1, Nothing, TimeSpan.FromMinutes(3));
        study.Ask(TimeSpan.FromMinutes(3));
        study.Complete(1, 1, Nothing, TimeSpan.FromMinutes(7));

        // Nine minutes are for trials and the longer of two took four: it fits until five.
        Assert.That(study.Ask(TimeSpan.FromMinutes(7)).Kind, Is.EqualTo(NextTrialKind.TimeSpent));
        Assert.That(Study.Restore(study.Journal with { Elapsed = TimeSpan.FromMinutes(5) }).Ask(TimeSpan.Zero).Kind, Is.EqualTo(NextTrialKind.Begun));
    }

    [Test]
    public void Report_BehindTheEndOfTheTime_StopsTheTrial()
    {
        var study = Study.Create(Plan(seed: 0));
        study.Ask(TimeSpan.Zero);
        study.Complete(0, 1, Nothing, TimeSpan.FromSeconds(1));
        study.Ask(TimeSpan.FromSeconds(1));

        Assert.That(study.Report(1, 1, 5, TimeSpan.FromMinutes(8.9)), Is.EqualTo(StopReason.None));
        Assert.That(study.Report(1, 2, 4, TimeSpan.FromMinutes(9)), Is.EqualTo(StopReason.TimeSpent));
    }

    [Test]
    public void Report_OfTheBaseline_StopsItAtTheEndOfAllTimeOnly()
    {
        var study = Study.Create(Plan(seed: 0));
        study.Ask(TimeSpan.Zero);

        Assert.That(study.Report(0, 1, 5, TimeSpan.FromMinutes(9.9)), Is.EqualTo(StopReason.None));
        Assert.That(study.Report(0, 2, 4, TimeSpan.FromMinutes(10)), Is.EqualTo(StopReason.TimeSpent));
    }

    [Test]
    public void Forecast_IsWhatNineOfTenCompletedTrialsKept()
    {
        var study = Study.Create(Plan(seed: 0) with { Budget = new SearchBudget() });
        for (var i = 1; i <= 20; i++)
        {
            var begin = study.Journal.Elapsed;
            study.Complete(study.Ask(begin).Trial!.Number, 1, Nothing, begin + TimeSpan.FromSeconds(i));
        }

        Assert.That(TrialForecast.Of(study.Journal.Trials), Is.EqualTo(TimeSpan.FromSeconds(18)));
    }

    [Test]
    public void Clock_GoesOnFromItsStart()
    {
        var time = new FakeTimeProvider();
        var clock = new SearchClock(time, time.GetUtcNow() - TimeSpan.FromMinutes(2));

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(clock.Elapsed, Is.EqualTo(TimeSpan.FromMinutes(3)));
    }

    private static StudyPlan Plan(int seed) => new()
    {
        Space = Landscapes.Branin.Space,
        Budget = new SearchBudget { MaxTrials = 1000, MaxDuration = Budget },
        Seed = seed,
    };

    private static void Run(Study study, Trial trial, int seconds, FakeTimeProvider time, SearchClock clock)
    {
        for (var epoch = 1; epoch <= seconds; epoch++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var reason = study.Report(trial.Number, epoch, 1.0 / epoch, clock.Elapsed);
            if (reason != StopReason.None)
            {
                study.Stop(trial.Number, reason, clock.Elapsed);
                return;
            }
        }

        study.Complete(trial.Number, trial.Parameters.Count > 0 ? Landscapes.Branin.HeightAt(trial.Parameters) : 1e9, Nothing, clock.Elapsed);
    }
}
