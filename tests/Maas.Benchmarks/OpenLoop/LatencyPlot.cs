using System.Globalization;
using System.Xml.Linq;

namespace Maas.Benchmarks.OpenLoop;

/// <summary>One line of a plot.</summary>
/// <param name="Name">Stands at its end.</param>
/// <param name="Points">Requests per second, ascending, and milliseconds above 0.</param>
internal sealed record PlotSeries(string Name, IReadOnlyList<(double Rate, double Millis)> Points);

/// <summary>Draws latencies in milliseconds, on a logarithmic axis, over the rate in requests per second, as SVG.</summary>
/// <param name="title">Stands above.</param>
/// <param name="series">At least one with a point.</param>
/// <param name="capacity">Requests per second, marked by an upright line.</param>
internal sealed class LatencyPlot(string title, IReadOnlyList<PlotSeries> series, double capacity)
{
    private const double Width = 760;
    private const double Height = 420;
    private const double Left = 70;
    private const double Right = 690;
    private const double Top = 45;
    private const double Bottom = 365;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string[] Colours = ["#1b7837", "#2166ac", "#b35806", "#b2182b"];

    private readonly double _maxRate = 1.05 * series.SelectMany(each => each.Points).Select(point => point.Rate).Append(capacity).Max();
    private readonly int _minPower = (int)Math.Floor(Math.Log10(series.SelectMany(each => each.Points).Min(point => point.Millis)));
    private readonly int _maxPower = (int)Math.Ceiling(Math.Log10(1.01 * series.SelectMany(each => each.Points).Max(point => point.Millis)));

    /// <summary>The drawing, an <c>svg</c>.</summary>
    public XElement Draw() => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Text(Width)} {Text(Height)}"), new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", "13"),
        Element("rect", ("width", Width), ("height", Height), ("fill", "#ffffff")),
        Words(Width / 2, 25, title, "middle"),
        Enumerable.Range(_minPower, _maxPower - _minPower + 1).SelectMany(Level),
        Rates(),
        Line(X(capacity), Top, X(capacity), Bottom, "#555555", "5 4"),
        Words(X(capacity) - 4, Top + 12, "closed loop", "end"),
        series.SelectMany((each, i) => Curve(each, Colours[i % Colours.Length])));

    /// <summary>From the left edge, linear.</summary>
    public double X(double rate) => Left + (rate / _maxRate * (Right - Left));

    /// <summary>From the upper edge, the same distance for each power of ten.</summary>
    public double Y(double millis) => Bottom - ((Math.Log10(millis) - _minPower) / (_maxPower - _minPower) * (Bottom - Top));

    private IEnumerable<XElement> Level(int power)
    {
        var millis = Math.Pow(10, power);
        yield return Line(Left, Y(millis), Right, Y(millis), "#bbbbbb");
        yield return Words(Left - 8, Y(millis) + 4, $"{Text(millis)} ms", "end");
        for (var digit = 2; digit < 10 && power < _maxPower; digit++)
        {
            yield return Line(Left, Y(digit * millis), Right, Y(digit * millis), "#eeeeee");
        }
    }

    private IEnumerable<XElement> Rates()
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(_maxRate / 2)));
        step *= _maxRate / step > 10 ? 5 : _maxRate / step > 5 ? 2 : 1;
        for (var rate = 0d; rate <= _maxRate; rate += step)
        {
            yield return Line(X(rate), Bottom, X(rate), Bottom + 5, "#555555");
            yield return Words(X(rate), Bottom + 20, Text(rate), "middle");
        }

        yield return Words((Left + Right) / 2, Height - 15, "requests offered per second", "middle");
    }

    private IEnumerable<XElement> Curve(PlotSeries curve, string colour)
    {
        if (curve.Points.Count == 0)
        {
            yield break;
        }

        yield return Element(
            "polyline", ("points", string.Join(' ', curve.Points.Select(point => $"{Text(X(point.Rate))},{Text(Y(point.Millis))}"))),
            ("fill", "none"), ("stroke", colour), ("stroke-width", 2));
        foreach (var (rate, millis) in curve.Points)
        {
            yield return Element("circle", ("cx", X(rate)), ("cy", Y(millis)), ("r", 3.5), ("fill", colour));
        }

        var name = Words(X(curve.Points[^1].Rate) + 8, Y(curve.Points[^1].Millis) + 4, curve.Name, "start");
        name.Add(new XAttribute("fill", colour));
        yield return name;
    }

    private static XElement Line(double x1, double y1, double x2, double y2, string colour, string dashes = "none") =>
        Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", colour), ("stroke-dasharray", dashes));

    private static XElement Words(double x, double y, string words, string anchor) =>
        new(Svg + "text", new XAttribute("x", Text(x)), new XAttribute("y", Text(y)), new XAttribute("text-anchor", anchor), words);

    private static XElement Element(string name, params (string Name, object Value)[] attributes) =>
        new(Svg + name, attributes.Select(each => new XAttribute(each.Name, each.Value is double number ? Text(number) : each.Value)));

    private static string Text(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
