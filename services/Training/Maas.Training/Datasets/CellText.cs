using System.Globalization;
using System.Text;

namespace Maas.Training.Datasets;

/// <summary>What the text of a cell stands for.</summary>
internal static class CellText
{
    private const int LongestNumber = 512;

    /// <summary>
    /// Empty, or one of <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>null</c> without regard to case, spaces around it left out.
    /// </summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell)
    {
        var text = Trim(cell);
        return text.Length switch
        {
            0 => true,
            2 => Ascii.EqualsIgnoreCase(text, "NA"u8),
            3 => Ascii.EqualsIgnoreCase(text, "N/A"u8) || Ascii.EqualsIgnoreCase(text, "NaN"u8),
            4 => Ascii.EqualsIgnoreCase(text, "null"u8),
            _ => false,
        };
    }

    /// <summary>
    /// Reads a finite decimal number: sign, digits, point, exponent (<c>-1.5e3</c>), spaces around it left out. Group
    /// separators, hexadecimal digits and infinities are no numbers.
    /// </summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> cell, out double number)
    {
        var text = Trim(cell);
        number = 0;
        return text.Length is > 0 and <= LongestNumber
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>As above, for text; tells only whether it is a number.</summary>
    public static bool TryParseNumber(string text) => TryParseNumber(Encoding.UTF8.GetBytes(text), out _);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell) => cell.Trim(" \t"u8);
}
