using Maas.Training.Search.Sampling;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Tests.Search;

/// <summary>A study that is written and read after every call goes on as one that never was.</summary>
internal sealed class JournalTests
{
    private const int Workers = 4;
    private const int Epochs = 16;

    private static readonly Dictionary<string, double> Size = new() { ["bytes"] = 0 };

    [Test]
    public void Study_ReadAgainAfterEveryCall_DecidesTheSame(
        [ValueSource(typeof(SamplerKind), nameof(SamplerKind.All))] string sampler,
        [ValueSource(typeof(StoppingRule), nameof(StoppingRule.All))] string rule)
    {
        var plan = Plan(sampler, rule);

        var kept = Play(plan, study => study);
        var read = Play(plan, study => Study.Restore(StudyJournal.Parse(study.Journal.ToJson())));

        Assert.That(read.ToJson(), Is.EqualTo(kept.ToJson()));
        Assert.That(kept.Trials, Has.Count.EqualTo(40));
    }

    [Test]
    public void Study_OfAnotherSeed_GoesAnotherWay()
    {
        var plan = Plan(SamplerKind.Tpe, StoppingRule.Asha);

        var one = Play(plan, study => study);
        var other = Play(plan with { Seed = 2 }, study => study);

        Assert.That(other.Trials[5].HasSame(one.Trials[5].Parameters), Is.False);
    }

    [Test]
    public void Study_ReadAgain_KeepsItsTime()
    {
        var study = Study.Create(Plan(SamplerKind.Tpe, StoppingRule.None));
        study.Ask(TimeSpan.Zero);
        study.Complete(0, 1, Size, TimeSpan.FromMinutes(59));

        var read = Study.Restore(StudyJournal.Parse(study.Journal.ToJson()));

        Assert.That(read.Journal.Elapsed, Is.EqualTo(TimeSpan.FromMinutes(59)));
        Assert.That(read.Ask(TimeSpan.Zero).Kind, Is.EqualTo(NextTrialKind.TimeSpent));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{\"version\":1}")]
    [TestCase("{\"version\":2,\"plan\":{\"space\":{\"parameters\":[]}}}")]
    public void Parse_OfWhatIsNoStudy_SaysSo(string json) =>
        Assert.That(() => StudyJournal.Parse(System.Text.Encoding.UTF8.GetBytes(json)), Throws.TypeOf<InvalidDataException>());

    private static StudyPlan Plan(string sampler, string rule) => new()
    {
        Space = Landscapes.Branches.Space,
        Sampler = sampler,
        Stopping = new StoppingPlan { Rule = rule, MaxSteps = Epochs, ReductionFactor = 2 },
        Constraints = [new SearchConstraint { Metric = "bytes", Limit = 10 }],
        Budget = new SearchBudget { MaxTrials = 40, MaxDuration = TimeSpan.FromHours(1) },
        Seed = 1,
    };

    // Several workers take turns; each tells an epoch, a failure or its end.
    private static StudyJournal Play(StudyPlan plan, Func<Study, Study> keep)
    {
        var study = Study.Create(plan);
        var elapsed = TimeSpan.Zero;
        while (true)
        {
            elapsed += TimeSpan.FromMilliseconds(100);
            var running = study.Journal.Trials.Where(trial => trial.State == TrialState.Running).ToList();
            if (running.Count < Workers && study.Ask(elapsed).Trial is not null)
            {
                study = keep(study);
                continue;
            }

            if (running.Count == 0)
            {
                return study.Journal;
            }

            Tell(study, running[(int)(elapsed.TotalMilliseconds / 100) % running.Count], elapsed);
            study = keep(study);
        }
    }

    private static void Tell(Study study, Trial trial, TimeSpan elapsed)
    {
        if (trial.Number % 11 == 10)
        {
            study.Fail(trial.Number, "The memory ran out.", elapsed);
            return;
        }

        if (trial.LastStep == Epochs)
        {
            var measured = trial.Parameters.Count > 0 ? trial.Parameters["layers"].Number!.Value * 2 : 0;
            study.Complete(trial.Number, trial.Reports[^1].Loss, new Dictionary<string, double>(Size) { ["bytes"] = measured }, elapsed);
            return;
        }

        var epoch = trial.LastStep + 1;
        var height = trial.Parameters.Count > 0 ? Landscapes.Branches.HeightAt(trial.Parameters) : 20;
        var reason = study.Report(trial.Number, epoch, height + (3.0 / epoch), elapsed);
        if (reason != StopReason.None)
        {
            study.Stop(trial.Number, reason, elapsed);
        }
    }
}
