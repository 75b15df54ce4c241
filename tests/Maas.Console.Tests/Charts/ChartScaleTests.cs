using Maas.Console.Charts;

namespace Maas.Console.Tests.Charts;

public sealed class ChartScaleTests
{
    [TestCase(0, 10, new double[] { 0, 5, 10 })]
    [TestCase(0, 0.8, new[] { 0, 0.2, 0.4, 0.6, 0.8 })]
    [TestCase(0, 97, new double[] { 0, 50, 100 })]
    [TestCase(-3, 3, new double[] { -4, -2, 0, 2, 4 })]
    public void Ticks_AreRoundAndHoldAllFigures(double low, double high, double[] expected)
    {
        var scale = ChartScale.Of([Line((0, low), (1, high))], isFromZero: true);

        Assert.That(scale.Ticks, Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void Ticks_OfOneFigure_AreStillAScale()
    {
        var scale = ChartScale.Of([Line((5, 0))], isFromZero: false);

        Assert.That(scale.Ticks[^1], Is.GreaterThan(scale.Ticks[0]));
        Assert.That(double.IsFinite(scale.X(5)) && double.IsFinite(scale.Y(0)), Is.True);
    }

    [Test]
    public void Line_WithAnUnknownFigure_Breaks()
    {
        var series = new LineSeries("a", [new(0, 0), new(1, 10), new(2, null), new(3, 10), new(4, 0)]);

        var path = ChartScale.Of([series], isFromZero: true).Line(series);

        Assert.That(path, Is.EqualTo("M0 200L250 0M750 0L1000 200"));
    }

    [Test]
    public void Band_GoesThereAboveAndBackBelow()
    {
        var series = new LineSeries("a", [new(0, 5, 0, 10), new(1, 5, 0, 10)]);

        var path = ChartScale.Of([series], isFromZero: true).Band(series);

        Assert.That(path, Is.EqualTo("M0 0L1000 0L1000 200L0 200Z"));
    }

    private static LineSeries Line(params (double X, double Y)[] points) => new("a", [.. points.Select(point => new LinePoint(point.X, point.Y))]);
}
