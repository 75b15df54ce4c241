using System.Buffers;
using System.Globalization;
using System.Text;

namespace Maas.Training.Datasets;

/// <summary>What the text of a cell stands for.</summary>
internal static class CellText
{
    private const int LongestNumber = 512;

    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789+-.eE"u8);

    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

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
        if (TryParseShort(text, out number))
        {
            return true;
        }

        return text.Length is > 0 and <= LongestNumber
            && !text.ContainsAnyExcept(NumberCharacters)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>As above, for text; tells only whether it is a number, and not beyond single precision.</summary>
    public static bool TryParseSingle(string text) =>
        TryParseNumber(Encoding.UTF8.GetBytes(text), out var number) && float.IsFinite((float)number);

    // Digits that fit into 53 bits, divided by a power of ten that is exact: the one rounding is the right one.
    // Source: Clinger, "How to read floating point numbers accurately", 1990, section 3.
    private static bool TryParseShort(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        var isNegative = text is [(byte)'-', ..];
        var digits = isNegative ? text[1..] : text;
        if (digits.Length is 0 or > 16)
        {
            return false;
        }

        var value = 0L;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i] - '0';
            if ((uint)digit <= 9)
            {
                value = (10 * value) + digit;
            }
            else if (digits[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        if (value >= 1L << 53 || digits.Length == (point < 0 ? 0 : 1))
        {
            return false;
        }

        number = value / PowersOfTen[decimals];
        number = isNegative ? -number : number;
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell) => cell.Trim(" \t"u8);
}
