using System.Globalization;

namespace Maas.Inference.Predictions;

/// <summary>Kind of a value in a row.</summary>
internal enum RowValueKind
{
    /// <summary>Not there.</summary>
    Missing,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A truth value; 1 or 0 where a number is wanted.</summary>
    Boolean,

    /// <summary>A list or an object, which no input takes.</summary>
    Composite,
}

/// <summary>One value of a row as a caller sent it.</summary>
/// <param name="Kind">Which of the others counts.</param>
/// <param name="Number">The number; 1 or 0 for a truth value.</param>
/// <param name="Text">The text.</param>
internal readonly record struct RowValue(RowValueKind Kind, double Number = 0, string Text = "")
{
    /// <summary>What it is, for an error message.</summary>
    public string Description => Kind switch
    {
        RowValueKind.Missing => "nothing",
        RowValueKind.Number => $"the number {Number.ToString(CultureInfo.InvariantCulture)}",
        RowValueKind.Text => $"the text '{ErrorText.Short(Text)}'",
        RowValueKind.Boolean => Number != 0 ? "true" : "false",
        _ => "a list or an object",
    };
}
