namespace Maas.Monitoring.Windows;

/// <summary>Which slices a query is about.</summary>
/// <param name="Text">Empty for all rows, <c>{feature}={value}</c> for one slice, <c>*</c> for all rows and every slice.</param>
internal readonly record struct SliceFilter(string Text)
{
    /// <summary>All rows together.</summary>
    public static SliceFilter Whole { get; } = new("");

    /// <summary>All rows together, and every slice.</summary>
    public static SliceFilter Every { get; } = new("*");
}
