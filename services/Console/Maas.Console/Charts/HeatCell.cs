namespace Maas.Console.Charts;

/// <summary>One field of a heat map: its figure is written in it, its colour only helps.</summary>
/// <param name="Text">The figure.</param>
/// <param name="Heat">0 (cold) to 4 (hot).</param>
/// <param name="IsMarked">Whether it is told apart, which a sign beside the figure says.</param>
/// <param name="Description">All of it in words.</param>
public sealed record HeatCell(string Text, int Heat, bool IsMarked, string Description);

/// <summary>One row of a heat map.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Cells">One per column; null where nothing is known.</param>
public sealed record HeatRow(string Name, IReadOnlyList<HeatCell?> Cells);
