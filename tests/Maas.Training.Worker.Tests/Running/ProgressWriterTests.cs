using Maas.Training.Plans;
using Maas.Training.Worker.Running;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>What a worker tells of its losses.</summary>
internal sealed class ProgressWriterTests
{
    // Most ends of epochs come too soon after a step to be told by themselves.
    [Test]
    public void Step_OfALaterEpoch_TellsTheLossesOfTheLastWholeOne()
    {
        var told = Told(progress =>
        {
            progress.Step(1, rowsDone: 50, rowCount: 100, meanLoss: 9);
            progress.Epoch(1, trainingLoss: 4, validationLoss: 5, rowCount: 100);
            progress.Step(2, rowsDone: 50, rowCount: 100, meanLoss: 1);
        });

        Assert.That(told.Select(line => (line.Epoch, line.Loss, line.ValidationLoss)), Is.EqualTo(new (int, double?, double?)[]
        {
            (0, null, null), (0, 9, null), (1, 4, 5), (1, 4, 5),
        }));
    }

    [Test]
    public void Step_OfAWorkerThatGoesOn_TellsNothingOfAnEpochThatItDidNotSee()
    {
        var told = Told(progress => progress.Step(8, rowsDone: 50, rowCount: 100, meanLoss: 1));

        Assert.That((told[^1].Epoch, told[^1].Loss), Is.EqualTo((7, (double?)null)));
    }

    private static List<WorkerProgress> Told(Action<ProgressWriter> learn)
    {
        using var lines = new StringWriter();
        var progress = new ProgressWriter(lines, new LeapingClock());
        progress.BeginTraining(plannedEpochs: 10);
        learn(progress);
        return
        [
            .. lines.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
                .Select(line => WorkerProgress.TryParse(line, out var parsed) ? parsed : throw new InvalidDataException(line)),
        ];
    }
}
