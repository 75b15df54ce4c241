using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Maas.Cli.Predictions;

/// <summary>Reads one value as the model's input wants it.</summary>
internal static class CellValue
{
    /// <summary>Empty is missing; a text input keeps what was typed; others become a number when they are one.</summary>
    public static Value Read(string text, bool isText)
    {
        if (text.Length == 0)
        {
            return Value.ForNull();
        }

        return !isText && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Value.ForNumber(number)
            : Value.ForString(text);
    }
}
