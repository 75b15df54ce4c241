namespace Maas.Filtering;

/// <summary>What a piece of a filter is.</summary>
internal enum FilterTokenKind
{
    Text,
    Quoted,
    Comparison,
    Open,
    Close,
    Minus,
    End,
}

/// <summary>One piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was written, without quotes.</param>
/// <param name="Position">Where it begins; the first character counts 1.</param>
/// <param name="Comparison">Meaning of a <see cref="FilterTokenKind.Comparison"/>.</param>
/// <param name="IsGlued">Whether no space stands before it.</param>
internal readonly record struct FilterToken(
    FilterTokenKind Kind, string Text, int Position, FilterComparison Comparison = default, bool IsGlued = false)
{
    /// <summary>For messages.</summary>
    public string Shown => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.Quoted => $"\"{Text}\"",
        _ => $"'{Text}'",
    };
}
