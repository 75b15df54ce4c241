using Maas.Statistics.Calibration;

namespace Maas.Statistics.Tests.Calibration;

/// <summary>Curves that are written down as points and made again of them.</summary>
public sealed class KnotTests
{
    // Below, on and between the knots, and above.
    private static readonly double[] Grid = [.. Enumerable.Range(-100, 1201).Select(i => i / 1000.0)];

    [Test]
    public void IsotonicCurve_OfItsKnots_IsTheSameToTheBit()
    {
        var random = new Random(7);
        double[] x = [.. Enumerable.Range(0, 500).Select(_ => Math.Round(random.NextDouble(), 2))];
        var curve = IsotonicCurve.Fit(x, [.. x.Select(value => value + random.NextDouble())]);

        var again = new IsotonicCurve(curve.Inputs, curve.Outputs);

        Assert.That(curve.Inputs.Length, Is.InRange(3, 101));
        Assert.That(again.Inputs.ToArray(), Is.EqualTo(curve.Inputs.ToArray()));
        Assert.That(again.Outputs.ToArray(), Is.EqualTo(curve.Outputs.ToArray()));
        Assert.That(Grid.Select(again.At), Is.EqualTo(Grid.Select(curve.At)));
    }

    [Test]
    public void ScoreCalibrator_OfItsKnots_IsTheSameToTheBit()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();
        var calibrator = ScoreCalibrator.Fit([.. probabilities.Select(p => p * p)], outcomes, new Random(1));

        var again = ScoreCalibrator.OfKnots(calibrator.Scores, calibrator.Probabilities);

        double[] scores = [.. Grid.Where(score => score is >= 0 and <= 1)];
        Assert.That((calibrator.IsCalibrating, again.IsCalibrating), Is.EqualTo((true, true)));
        Assert.That(scores.Select(again.Apply), Is.EqualTo(scores.Select(calibrator.Apply)));
    }

    [Test]
    public void ScoreCalibrator_OfNoKnots_LeavesScoresAlone()
    {
        Assert.That(ScoreCalibrator.None.Scores.Length + ScoreCalibrator.None.Probabilities.Length, Is.Zero);
        Assert.That(ScoreCalibrator.OfKnots([], []).IsCalibrating, Is.False);
        Assert.That(ScoreCalibrator.OfKnots([], []).Apply(0.3), Is.EqualTo(0.3));
    }

    // By hand: half way from 0.2 to 0.6 is half way from 0 to 0.5.
    [Test]
    public void ScoreCalibrator_OfKnots_IsStraightBetweenThem_AndLevelOutside()
    {
        var calibrator = ScoreCalibrator.OfKnots([0.2, 0.6], [0, 0.5]);

        Assert.That(new[] { 0, 0.4, 1 }.Select(calibrator.Apply), Is.EqualTo((double[])[0, 0.25, 0.5]).Within(1e-15));
    }

    [TestCase(new double[0], new double[0])]
    [TestCase(new[] { 0.1, 0.2 }, new[] { 0.1 })]
    [TestCase(new[] { 0.2, 0.2 }, new[] { 0.1, 0.2 })]
    [TestCase(new[] { 0.3, 0.2 }, new[] { 0.1, 0.2 })]
    [TestCase(new[] { 0.1, 0.2 }, new[] { 0.2, 0.1 })]
    [TestCase(new[] { 0.1, double.PositiveInfinity }, new[] { 0.1, 0.2 })]
    [TestCase(new[] { 0.1 }, new[] { double.NaN })]
    public void IsotonicCurve_OfWhatAreNoKnots_Throws(double[] inputs, double[] outputs) =>
        Assert.That(() => new IsotonicCurve(inputs, outputs), Throws.ArgumentException);

    [TestCase(new[] { 0.1 }, new double[0])]
    [TestCase(new double[0], new[] { 0.1 })]
    [TestCase(new[] { -0.1, 0.2 }, new[] { 0.1, 0.2 })]
    [TestCase(new[] { 0.1, 0.2 }, new[] { 0.1, 1.2 })]
    [TestCase(new[] { 0.1, 0.2 }, new[] { 0.2, 0.1 })]
    public void ScoreCalibrator_OfWhatAreNoKnots_Throws(double[] scores, double[] probabilities) =>
        Assert.That(() => ScoreCalibrator.OfKnots(scores, probabilities), Throws.ArgumentException);
}
