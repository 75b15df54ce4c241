using Maas.Statistics.Calibration;

namespace Maas.Statistics.Tests.Calibration;

public sealed class CalibrationTests
{
    [Test]
    public void IsotonicCurve_EqualsReferenceValues()
    {
        var (x, y) = (MonitoringReferences.Numbers("isotonic_small", "x"), MonitoringReferences.Numbers("isotonic_small", "y"));

        var curve = IsotonicCurve.Fit(x, y);

        Assert.That(x.Select(curve.At), Is.EqualTo(MonitoringReferences.Numbers("isotonic_small", "fit")).Within(1e-12));
        Assert.That(
            MonitoringReferences.Numbers("isotonic_small", "at").Select(curve.At),
            Is.EqualTo(MonitoringReferences.Numbers("isotonic_small", "pred")).Within(1e-12));
    }

    // Against all that rises: no step function on a grid of tenths is nearer in squares.
    [Test]
    public void AdjacentViolators_AreNearestOfAllThatRises()
    {
        var random = new Random(1);
        for (var run = 0; run < 20; run++)
        {
            double[] y = [.. Enumerable.Range(0, 5).Select(_ => random.Next(0, 6) / 5.0)];
            var curve = IsotonicCurve.Fit([0, 1, 2, 3, 4], y);
            var found = y.Index().Sum(value => Math.Pow(value.Item - curve.At(value.Index), 2));

            Assert.That(found, Is.LessThanOrEqualTo(Best(y, 0, 0) + 1e-12));
        }

        static double Best(double[] y, int place, int least) => place == y.Length ? 0 : Enumerable.Range(least, 11 - least)
            .Min(level => Math.Pow(y[place] - (level / 10.0), 2) + Best(y, place + 1, level));
    }

    [Test]
    public void AdjacentViolators_InAnyOrderOfRows_AreTheSame()
    {
        var random = new Random(2);
        (double X, double Y)[] rows = [.. Enumerable.Range(0, 200).Select(_ => ((double)random.Next(20), (double)random.Next(2)))];
        var first = AdjacentViolators.Pool([.. rows.Select(row => row.X)], [.. rows.Select(row => row.Y)]);

        random.Shuffle(rows);

        Assert.That(AdjacentViolators.Pool([.. rows.Select(row => row.X)], [.. rows.Select(row => row.Y)]), Is.EqualTo(first));
        Assert.That(first.Select(block => block.Value), Is.Ordered.Ascending);
        Assert.That(first.Sum(block => block.Weight), Is.EqualTo(200));
    }

    [Test]
    public void CalibrationError_EqualsReferenceValues()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();

        Assert.That(
            CalibrationError.EqualCount(probabilities, outcomes),
            Is.EqualTo(MonitoringReferences.Number("ece_equalcount10", "calibrated")).Within(1e-12));
        Assert.That(
            CalibrationError.EqualCount([.. probabilities.Select(p => p * p)], outcomes),
            Is.EqualTo(MonitoringReferences.Number("ece_equalcount10", "squared")).Within(1e-12));
    }

    // By hand: (0, 0.5] has 0.2 and 0.4 of which one happened, (0.5, 1] has 0.9 which did.
    [Test]
    public void CalibrationError_OverBinsOfEqualWidth_IsThatByHand() =>
        Assert.That(CalibrationError.EqualWidth([0.2, 0.4, 0.9], [0, 1, 1], 2), Is.EqualTo((0.4 + 0.1) / 3).Within(1e-15));

    // By hand: bins of 2, 2 and 1.
    [Test]
    public void CalibrationError_OfACountThatDoesNotComeOutEven_GivesTheFirstBinsMore() =>
        Assert.That(
            CalibrationError.EqualCount([0.5, 0.1, 0.2, 0.9, 0.6], [1, 0, 0, 1, 0], 3),
            Is.EqualTo((0.3 + Math.Abs(1 - 1.1) + 0.1) / 5).Within(1e-15));

    [Test]
    public void BrierScore_IsThatByHand()
    {
        Assert.That(BrierScore.Binary([0.8, 0.3], [1, 0]), Is.EqualTo((0.04 + 0.09) / 2).Within(1e-15));
        Assert.That(BrierScore.Multiclass([0.8, 0.2, 0.3, 0.7], [0, 0], 2), Is.EqualTo((0.08 + 0.98) / 2).Within(1e-15));
    }

    // One of the four pairs is out of order and one is equal: 2.5 of 4. Precision 1, then 2 / 4 at the last positive, tied with a negative.
    [Test]
    public void RankedScores_WithEqualOnes_CountThemHalf()
    {
        var ranked = new RankedScores([0.9, 0.4, 0.6, 0.4]);

        Assert.That(ranked.RocAuc([1, 1, 0, 0]), Is.EqualTo(2.5 / 4).Within(1e-15));
        Assert.That(ranked.AveragePrecision([1, 1, 0, 0]), Is.EqualTo((1 + (2.0 / 4)) / 2).Within(1e-15));
        Assert.That(ranked.RocAuc([1, 1, 1, 1]), Is.NaN);
        Assert.That(ranked.AveragePrecision([0, 0, 0, 0]), Is.NaN);
    }

    [Test]
    public void ScoreCalibrator_OfScoresThatAreRight_LeavesThemAlone_OfOthers_MakesThemRight()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();
        double[] squared = [.. probabilities.Select(p => p * p)];

        var calibrator = ScoreCalibrator.Fit(squared, outcomes, new Random(1));

        Assert.That(calibrator.IsCalibrating, Is.True);
        Assert.That(probabilities.Average(p => Math.Abs(calibrator.Apply(p * p) - p)), Is.LessThan(0.04));
    }

    [Test]
    public void ScoreCalibrator_OfTooFewOrPerfectScores_LeavesThemAlone()
    {
        double[] perfect = [.. Enumerable.Repeat(0.2, 20), .. Enumerable.Repeat(0.7, 20)], outcomes = [.. new double[20], .. Enumerable.Repeat(1.0, 20)];

        Assert.That(ScoreCalibrator.Fit(perfect, outcomes, new Random(1)).IsCalibrating, Is.False);
        Assert.That(ScoreCalibrator.Fit([0.1, 0.2, 0.3], [0, 1, 0], new Random(1)).Apply(0.25), Is.EqualTo(0.25));
    }

    [Test]
    public void Measures_OfWhatDoesNotFit_Throw()
    {
        Assert.That(() => CalibrationError.EqualCount([0.5], [0.5]), Throws.ArgumentException);
        Assert.That(() => CalibrationError.EqualWidth([1.5], [1]), Throws.ArgumentException);
        Assert.That(() => BrierScore.Binary([], []), Throws.ArgumentException);
        Assert.That(() => IsotonicCurve.Fit([1, 2], [1]), Throws.ArgumentException);
        Assert.That(() => IsotonicCurve.Fit([double.NaN], [1]), Throws.ArgumentException);
        Assert.That(() => new RankedScores([0.5, double.NaN]), Throws.ArgumentException);
        Assert.That(() => new RankedScores([]), Throws.ArgumentException);
    }
}
