using System.Globalization;
using Maas.Benchmarks.OpenLoop;

namespace Maas.Benchmarks.Tests.OpenLoop;

internal sealed class LatencyPlotTests
{
    private readonly LatencyPlot _plot = new(
        "a < b", [new PlotSeries("p50", [(100, 0.5), (200, 1), (400, 10)]), new PlotSeries("p99", [(100, 1), (200, 100), (400, 1000)])], capacity: 300);

    [Test]
    public void Axes_OfTwoSeries_AreLinearAndLogarithmic()
    {
        Assert.That(_plot.X(400) - _plot.X(200), Is.EqualTo(2 * (_plot.X(200) - _plot.X(100))).Within(1e-9));
        Assert.That(_plot.Y(1) - _plot.Y(10), Is.EqualTo(_plot.Y(10) - _plot.Y(100)).Within(1e-9));
        Assert.That(_plot.Y(1), Is.GreaterThan(_plot.Y(10)));
    }

    [Test]
    public void Draw_OfTwoSeries_HasAllPointsWithinTheFrame()
    {
        var svg = _plot.Draw();

        var circles = svg.Elements().Where(element => element.Name.LocalName == "circle")
            .Select(circle => (X: Number(circle.Attribute("cx")!.Value), Y: Number(circle.Attribute("cy")!.Value))).ToList();
        Assert.That(circles, Has.Count.EqualTo(6));
        Assert.That(circles.Select(circle => circle.X), Is.All.InRange(_plot.X(0), 760));
        Assert.That(circles.Select(circle => circle.Y), Is.All.InRange(_plot.Y(1000), _plot.Y(0.1)));
        Assert.That(svg.Elements().Select(element => element.Value), Has.Some.EqualTo("a < b").And.Some.EqualTo("p99"));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
