using System.Globalization;
using System.Text;

namespace Maas.Console.Charts;

/// <summary>
/// Places figures on a drawing of 1000 x 200. Immutable.
/// </summary>
/// <remarks>Ticks are 1, 2 or 5 times a power of ten apart. Source: Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990.</remarks>
internal sealed class ChartScale
{
    /// <summary>Size of the drawing.</summary>
    public const double Width = 1000;

    /// <inheritdoc cref="Width"/>
    public const double Height = 200;

    private const int WantedSteps = 4;

    private readonly double _left;
    private readonly double _right;

    private ChartScale(double left, double right, double bottom, double top, double step)
    {
        (_left, _right) = (left, right);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((top - bottom) / step) + 1).Select(index => bottom + (index * step))];
    }

    /// <summary>Figures that lines are drawn at, rising; the first and last are the ends of the drawing.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>A scale in which all of it has its place.</summary>
    /// <param name="series">What is drawn.</param>
    /// <param name="isFromZero">Whether the drawing begins at zero even where no figure is near.</param>
    public static ChartScale Of(IReadOnlyList<LineSeries> series, bool isFromZero)
    {
        var points = series.SelectMany(line => line.Points).ToList();
        var figures = points.SelectMany(point => new[] { point.Y, point.Low, point.High }).OfType<double>().Where(double.IsFinite).ToList();
        var (low, high) = figures.Count > 0 ? (figures.Min(), figures.Max()) : (0, 1);
        low = isFromZero ? Math.Min(low, 0) : low;
        if (high <= low)
        {
            high = low + (low == 0 ? 1 : Math.Abs(low) / 2);
        }

        var step = NiceStep((high - low) / WantedSteps);
        return new ChartScale(
            points.Count > 0 ? points.Min(point => point.X) : 0,
            points.Count > 0 ? points.Max(point => point.X) : 1,
            Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }

    /// <summary>Distance from the left edge.</summary>
    public double X(double x) => _right > _left ? (x - _left) / (_right - _left) * Width : Width / 2;

    /// <summary>Distance from the upper edge.</summary>
    public double Y(double y) => (1 - ((y - Ticks[0]) / (Ticks[^1] - Ticks[0]))) * Height;

    /// <summary>The line, as a path; it breaks where a figure is not known.</summary>
    public string Line(LineSeries series)
    {
        var path = new StringBuilder();
        var isBroken = true;
        foreach (var point in series.Points)
        {
            if (point.Y is { } y)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(isBroken ? 'M' : 'L')}{X(point.X):0.#} {Y(y):0.#}");
            }

            isBroken = point.Y is null;
        }

        return path.ToString();
    }

    /// <summary>The intervals around the line, as a closed path; empty without any.</summary>
    public string Band(LineSeries series)
    {
        var bounded = series.Points.Where(point => point is { Low: not null, High: not null }).ToList();
        if (bounded.Count < 2)
        {
            return "";
        }

        var path = new StringBuilder("M");
        path.AppendJoin('L', bounded.Select(point => At(point.X, point.High!.Value)));
        path.Append('L').AppendJoin('L', bounded.AsEnumerable().Reverse().Select(point => At(point.X, point.Low!.Value)));
        return path.Append('Z').ToString();
    }

    /// <summary>A point, as a path that a round pen makes a dot of: shapes would be stretched with the drawing.</summary>
    public string Dot(LinePoint point) => $"M{At(point.X, point.Y!.Value)}h0";

    private string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{X(x):0.#} {Y(y):0.#}");

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
