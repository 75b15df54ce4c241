namespace Maas.Console.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">By rising X.</param>
/// <param name="Ink">Which of the colours, from 1; the same line keeps it in every chart of a page.</param>
/// <param name="IsReference">Drawn dashed: what the others are compared with.</param>
public sealed record LineSeries(string Name, IReadOnlyList<LinePoint> Points, int Ink = 1, bool IsReference = false);

/// <summary>One point of a line.</summary>
/// <param name="X">Where; Unix seconds where X is time.</param>
/// <param name="Y">The figure; null where it is not known, which breaks the line.</param>
/// <param name="Low">Lower end of its interval, drawn as a band.</param>
/// <param name="High">Upper end of it.</param>
public readonly record struct LinePoint(double X, double? Y, double? Low = null, double? High = null);
