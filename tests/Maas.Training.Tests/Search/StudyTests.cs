using Maas.Errors;
using Maas.Training.Search.Sampling;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Tests.Search;

internal sealed class StudyTests
{
    private static readonly Dictionary<string, double> Nothing = [];

    [Test]
    public void Ask_BeginsWithTheBaseline_AndWaitsForIt()
    {
        var study = Study.Create(Plan());

        var first = study.Ask(TimeSpan.Zero);
        var second = study.Ask(TimeSpan.Zero);
        study.Complete(0, 1, Nothing, TimeSpan.Zero);
        var third = study.Ask(TimeSpan.Zero);

        Assert.That(first.Trial!.IsBaseline, Is.True);
        Assert.That(second.Kind, Is.EqualTo(NextTrialKind.Wait));
        Assert.That(third.Trial!.Number, Is.EqualTo(1));
    }

    [Test]
    public void Ask_WhenAllTrialsAreBegun_SaysSo_HoweverTheyEnded()
    {
        var study = Study.Create(Plan() with { Budget = new SearchBudget { MaxTrials = 4 } });
        study.Complete(study.Ask(TimeSpan.Zero).Trial!.Number, 1, Nothing, TimeSpan.Zero);
        study.Fail(study.Ask(TimeSpan.Zero).Trial!.Number, "diverged", TimeSpan.Zero);
        study.Abandon(study.Ask(TimeSpan.Zero).Trial!.Number, "killed", TimeSpan.Zero);
        study.Ask(TimeSpan.Zero);

        Assert.That(study.Ask(TimeSpan.Zero).Kind, Is.EqualTo(NextTrialKind.TrialsSpent));
    }

    [Test]
    public void Ask_TriesEveryCombinationOnce([ValueSource(typeof(SamplerKind), nameof(SamplerKind.All))] string sampler)
    {
        var parameters = new SearchParameter { Name = "a", Kind = ParameterKind.Integer, Low = 1, High = 6 };
        var space = new SearchSpace
        {
            Parameters = [parameters, new SearchParameter { Name = "b", Kind = ParameterKind.Categorical, Choices = ["x", "y", "z"] }],
        };
        var study = Simulation.Run(new StudyPlan { Space = space, Sampler = sampler }, values => values["a"].Number!.Value);

        var tried = study.Journal.Trials.Skip(1).Select(trial => string.Join(' ', trial.Parameters.Values)).ToList();

        Assert.That(tried, Is.Unique);
        Assert.That(tried, Has.Count.EqualTo(18));
        Assert.That(study.Ask(TimeSpan.Zero).Kind, Is.EqualTo(NextTrialKind.SpaceExhausted));
    }

    [Test]
    public void Ask_TriesAnAbandonedCombinationAgain()
    {
        var space = new SearchSpace { Parameters = [new SearchParameter { Name = "a", Kind = ParameterKind.Integer, Low = 1, High = 2 }] };
        var study = Study.Create(new StudyPlan { Space = space });
        study.Complete(study.Ask(TimeSpan.Zero).Trial!.Number, 1, Nothing, TimeSpan.Zero);
        study.Ask(TimeSpan.Zero);
        var second = study.Ask(TimeSpan.Zero).Trial!;
        study.Abandon(second.Number, "killed", TimeSpan.Zero);

        var third = study.Ask(TimeSpan.Zero).Trial!;

        Assert.That(third.HasSame(second.Parameters), Is.True);
    }

    [Test]
    public void Best_KeepsAllConstraints_AndTakesTheDirection()
    {
        var study = Study.Create(Plan() with
        {
            IsMaximized = true,
            Constraints = [new SearchConstraint { Metric = "bytes", Limit = 100 }, new SearchConstraint { Metric = "recall", Limit = 0.5, IsLowest = true }],
        });
        Complete(study, 0.90, bytes: 101, recall: 0.9);
        Complete(study, 0.70, bytes: 100, recall: 0.5);
        Complete(study, 0.80, bytes: 50, recall: 0.49);
        Complete(study, 0.60, bytes: 50, recall: 0.9);

        Assert.That(study.Best!.Number, Is.EqualTo(1));
    }

    [Test]
    public void Best_IsNullWhenNothingKeepsTheConstraints()
    {
        var study = Study.Create(Plan() with { Constraints = [new SearchConstraint { Metric = "bytes", Limit = 100 }] });
        Complete(study, 0.9, bytes: 101, recall: 0);

        Assert.That(study.Best, Is.Null);
    }

    [Test]
    public void Ranking_PutsWhatBreaksAConstraintBehindAllThatKeepIt_AndFailuresLast()
    {
        var plan = Plan() with { Constraints = [new SearchConstraint { Metric = "bytes", Limit = 100 }] };
        var completed = new Trial
        {
            Number = 0, State = TrialState.Completed, Parameters = new Dictionary<string, ParameterValue>(), BeginTime = TimeSpan.Zero,
        };
        Trial[] trials =
        [
            completed with { Number = 0, State = TrialState.Failed },
            completed with { Number = 1, Value = 0.1, Measurements = new Dictionary<string, double> { ["bytes"] = 150 } },
            completed with { Number = 2, Value = 0.2, Measurements = new Dictionary<string, double> { ["bytes"] = 101 } },
            completed with { Number = 3, State = TrialState.Stopped, Reports = [new TrialReport(1, 0.1)] },
            completed with { Number = 4, State = TrialState.Stopped, Reports = [new TrialReport(1, 5), new TrialReport(3, 4)] },
            completed with { Number = 5, Value = 9, Measurements = new Dictionary<string, double> { ["bytes"] = 100 } },
            completed with { Number = 6, Value = 8, Measurements = new Dictionary<string, double> { ["bytes"] = 1 } },
        ];

        Assert.That(trials.Order(new TrialRanking(plan)).Select(trial => trial.Number), Is.EqualTo(new[] { 6, 5, 4, 3, 2, 1, 0 }));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Report_OfALossThatIsNoNumber_EndsTheTrial(double loss)
    {
        var study = Study.Create(Plan());
        study.Ask(TimeSpan.Zero);

        Assert.That(study.Report(0, 1, loss, TimeSpan.Zero), Is.EqualTo(StopReason.Diverged));
    }

    [Test]
    public void Report_OfAStepThatWasTold_ChangesNothing()
    {
        var study = Study.Create(Plan());
        study.Ask(TimeSpan.Zero);
        study.Report(0, 1, 5, TimeSpan.Zero);
        study.Report(0, 2, 4, TimeSpan.Zero);

        study.Report(0, 1, 1, TimeSpan.Zero);

        Assert.That(study.Journal.Trials[0].Reports, Is.EqualTo(new TrialReport[] { new(1, 5), new(2, 4) }));
    }

    [Test]
    public void End_OfATrialThatHasEnded_IsABug()
    {
        var study = Study.Create(Plan());
        study.Ask(TimeSpan.Zero);
        study.Complete(0, 1, Nothing, TimeSpan.Zero);

        Assert.That(() => study.Stop(0, StopReason.Unpromising, TimeSpan.Zero), Throws.InvalidOperationException);
    }

    [Test]
    public void Complete_WithoutAConstrainedMetricOrWithoutANumber_IsABug()
    {
        var study = Study.Create(Plan() with { Constraints = [new SearchConstraint { Metric = "bytes", Limit = 100 }] });
        study.Ask(TimeSpan.Zero);

        Assert.That(() => study.Complete(0, 1, Nothing, TimeSpan.Zero), Throws.ArgumentException.With.Message.Contains("'bytes'"));
        Assert.That(() => study.Complete(0, double.NaN, Nothing, TimeSpan.Zero), Throws.ArgumentException);
    }

    [Test]
    public void Create_TellsEveryFaultAtOnce()
    {
        var plan = Plan() with
        {
            Baseline = new Dictionary<string, ParameterValue> { ["x"] = ParameterValue.Of(11), ["z"] = ParameterValue.Of(1) },
            Sampler = "grid",
            Constraints = [new SearchConstraint { Metric = "", Limit = double.NaN }],
            Stopping = new StoppingPlan { Rule = "never", ReductionFactor = 1 },
            Budget = new SearchBudget { MaxTrials = 0, MaxDuration = TimeSpan.Zero, ReservedRatio = 1 },
        };

        var error = Assert.Throws<MaasException>(() => Study.Create(plan))!;

        Assert.That(error.FieldViolations.Select(violation => violation.Field), Is.EqualTo(new[]
        {
            "search.baseline", "search.baseline", "search.baseline", "search.sampler", "search.constraints[0].metric", "search.constraints[0].limit",
            "search.stopping", "search.stopping.reduction_factor", "search.max_trial_count", "search.max_duration",
            "search.budget.reserved_ratio",
        }));
    }

    private static StudyPlan Plan() => new() { Space = Landscapes.Branin.Space };

    private static void Complete(Study study, double value, double bytes, double recall) => study.Complete(
        study.Ask(TimeSpan.Zero).Trial!.Number, value, new Dictionary<string, double> { ["bytes"] = bytes, ["recall"] = recall }, TimeSpan.Zero);
}
