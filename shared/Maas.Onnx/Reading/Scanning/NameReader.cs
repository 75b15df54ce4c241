using System.Text;
using System.Text.Unicode;
using Maas.Onnx.Reading.Wire;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>Reads names. A name that comes up again is the same string, so a thousand uses cost one.</summary>
internal sealed class NameReader(WireReader wire, ScanBudget budget)
{
    /// <summary>Names of exported models stay below 500.</summary>
    private const int MaxBytes = 4096;

    private const int StringBytes = 64;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "" };

    /// <summary>The bytes of a field as text.</summary>
    /// <exception cref="OnnxFormatException">Too long, or not UTF-8.</exception>
    public string Read(WireField field)
    {
        if (field.Length > MaxBytes)
        {
            throw ScanBudget.TooMuch($"{MaxBytes} bytes for a name (in {wire.Message}, at byte {wire.Position})");
        }

        var bytes = wire.Take((int)field.Length);
        if (!Utf8.IsValid(bytes))
        {
            throw wire.Broken("a name is not UTF-8");
        }

        Span<char> buffer = stackalloc char[bytes.Length];
        var name = buffer[..Encoding.UTF8.GetChars(bytes, buffer)];
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known))
        {
            return known;
        }

        budget.Take(StringBytes + (2 * name.Length));
        var made = name.ToString();
        _names.Add(made);
        return made;
    }
}
