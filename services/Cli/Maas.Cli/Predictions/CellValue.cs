using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Maas.Cli.Predictions;

/// <summary>Reads one value as the model's input wants it.</summary>
internal static class CellValue
{
    // As Training reads cells, so that the file a model was trained on means the same here.
    private static readonly string[] Missing = ["", "NA", "N/A", "NaN", "null"];

    /// <summary>
    /// Empty, <c>NA</c>, <c>N/A</c>, <c>NaN</c> and <c>null</c> are missing, without regard to case and spaces around them, which of a text input is an empty one; else that keeps what was
    /// typed; others become a number when they are one.
    /// </summary>
    public static Value Read(string text, bool isText)
    {
        if (Missing.Contains(text.Trim(' ', '\t'), StringComparer.OrdinalIgnoreCase))
        {
            return isText ? Value.ForString("") : Value.ForNull();
        }

        return !isText && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Value.ForNumber(number)
            : Value.ForString(text);
    }
}
