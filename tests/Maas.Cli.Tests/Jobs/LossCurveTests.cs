using Maas.Cli.Jobs;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Tests.Jobs;

/// <summary>The curve beside the progress of a job.</summary>
internal sealed class LossCurveTests
{
    [Test]
    public void Curve_OfAJobThatRanBefore_BeginsWithItsFirstEpoch()
    {
        var curve = new LossCurve();

        curve.Add(Told(new TrainingProgress { EpochCount = 3, TrainingLoss = 0.25 }, (1, 8), (2, 4), (3, 1)));

        Assert.That($"{curve}", Is.EqualTo("█▄▁"));
    }

    [Test]
    public void Curve_OfASearch_IsThatOfTheTrialThatToldLast()
    {
        var curve = new LossCurve();

        foreach (var (trial, epoch, loss) in (ReadOnlySpan<(int, int, double)>)[(1, 1, 9), (1, 2, 8), (2, 1, 1), (2, 2, 2)])
        {
            curve.Add(Told(new TrainingProgress { TrialCount = trial, EpochCount = epoch, TrainingLoss = loss }));
        }

        Assert.That($"{curve}", Is.EqualTo("▁█"));
    }

    private static WatchTrainingJobResponse Told(TrainingProgress progress, params (int Epoch, double Loss)[] losses) => new()
    {
        TrainingJob = new TrainingJob { Progress = progress },
        LossPoints = { losses.Select(loss => new LossPoint { Epoch = loss.Epoch, TrainingLoss = loss.Loss }) },
    };
}
