using System.Globalization;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>A figure's limit. Kept as JSON: rename no property.</summary>
/// <param name="Comparison"><see cref="Above"/> or <see cref="Below"/>.</param>
/// <param name="Value">The limit.</param>
/// <param name="ClearValue">An alert is resolved only on the other side of it; null means <paramref name="Value"/>.</param>
internal sealed record Threshold(string Comparison, double Value, double? ClearValue)
{
    public const string Above = "above";

    public const string Below = "below";

    public static IReadOnlyList<string> Comparisons { get; } = [Above, Below];

    /// <summary>Which side a figure is on.</summary>
    public Verdict Judge(double figure) =>
        double.IsNaN(figure) ? Verdict.Untold
        : Exceeds(figure, Value) ? Verdict.Holds
        : Exceeds(figure, ClearValue ?? Value) ? Verdict.Between
        : Verdict.Clear;

    /// <summary>As the other; chance must not explain it.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="low">Lower end of its confidence interval.</param>
    /// <param name="high">Upper end of it.</param>
    public Verdict Judge(double figure, double low, double high)
    {
        var verdict = Judge(figure);
        return verdict == Verdict.Holds && !Exceeds(Comparison == Above ? low : high, Value) ? Verdict.Between : verdict;
    }

    /// <summary>How far a figure is on the wrong side; larger is worse.</summary>
    public double Excess(double figure) => Comparison == Above ? figure - Value : Value - figure;

    /// <summary>A figure beside the limit, for a person.</summary>
    public string Tell(double figure) => string.Create(
        CultureInfo.InvariantCulture, $"{figure:0.####}, {(Judge(figure) == Verdict.Holds ? Comparison : $"not {Comparison}")} {Value:0.####}");

    private bool Exceeds(double figure, double limit) => Comparison == Above ? figure > limit : figure < limit;
}
