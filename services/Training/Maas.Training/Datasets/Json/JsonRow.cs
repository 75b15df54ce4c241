using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Maas.Training.Datasets.Json;

/// <summary>
/// One line of a JSON Lines file, taken apart by column. Columns that are new are added as they come. Not thread-safe.
/// </summary>
internal sealed class JsonRow
{
    private const int MaxNameLength = 128;
    private const int MaxColumnCount = 4096;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<byte[]> _utf8Names = [];
    private readonly List<Field> _fields = [];
    private byte[] _text = new byte[1024];
    private int _textLength;
    private long _row;

    /// <summary>Names of the columns, in the order in which they first came.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What is wrong with the row, for a person.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Column at fault; empty when the row as a whole is.</summary>
    public string Column { get; private set; } = "";

    /// <summary>The text of a value, valid until the next row; empty when the row has none.</summary>
    public ReadOnlySpan<byte> this[int column] =>
        _fields[column].Row == _row ? _text.AsSpan(_fields[column].Start, _fields[column].Length) : [];

    /// <summary>The value is a number in JSON.</summary>
    public bool IsNumber(int column) => _fields[column].Row == _row && _fields[column].IsNumber;

    /// <summary>Takes a line apart.</summary>
    /// <returns>Null when it is a row; otherwise one of <see cref="RejectReason"/>.</returns>
    public string? Read(ReadOnlySpan<byte> line)
    {
        _row++;
        _textLength = 0;
        Column = "";
        if (!Utf8.IsValid(line) || line.Contains((byte)0))
        {
            Problem = "Expected UTF-8 text; the line holds bytes that are none.";
            return RejectReason.BadEncoding;
        }

        var before = _names.Count;
        var reason = ReadLine(line);
        if (reason is not null)
        {
            Forget(before);
        }

        return reason;
    }

    private string? ReadLine(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            return ReadObject(ref reader);
        }
        catch (JsonException exception)
        {
            var at = (exception.BytePositionInLine ?? 0) + 1;
            Problem = string.Create(CultureInfo.InvariantCulture, $"Expected one JSON object; it breaks off at byte {at}.");
            return RejectReason.BadJson;
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for half a character.
            Problem = "Expected text; an escape in it stands for half of a surrogate pair.";
            return RejectReason.BadEncoding;
        }
    }

    private string? ReadObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Problem = $"Expected one JSON object, got {Sort(reader.TokenType)}.";
            return RejectReason.BadJson;
        }

        string? reason = null;
        for (var next = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; next++)
        {
            var column = Find(ref reader, next);
            reader.Read();
            reason ??= column < 0 ? BadName(column) : ReadValue(ref reader, column);
            reader.Skip();
        }

        // Anything behind the object is a fault that the reader tells.
        reader.Read();
        return reason;
    }

    private string? ReadValue(ref Utf8JsonReader reader, int column)
    {
        if (_fields[column].Row == _row)
        {
            Column = _names[column];
            Problem = $"The object names '{Column}' twice.";
            return RejectReason.BadJson;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Column = _names[column];
            Problem = $"Column '{Column}': expected a number, a text, true, false or null, got {Sort(reader.TokenType)}.";
            return RejectReason.NotAValue;
        }

        var start = _textLength;
        Room(reader.ValueSpan.Length);
        if (reader.TokenType == JsonTokenType.String)
        {
            _textLength += reader.CopyString(_text.AsSpan(start));
            if (_text.AsSpan(start, _textLength - start).Contains((byte)0))
            {
                Column = _names[column];
                Problem = $"Column '{Column}': expected text; an escape in it stands for a zero byte.";
                return RejectReason.BadEncoding;
            }
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            reader.ValueSpan.CopyTo(_text.AsSpan(start));
            _textLength += reader.ValueSpan.Length;
        }

        _fields[column] = new Field(_row, start, _textLength - start, reader.TokenType == JsonTokenType.Number);
        return null;
    }

    // Objects of one file mostly name their columns in one order.
    private int Find(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _names.Count && reader.ValueTextEquals(_utf8Names[expected]))
        {
            return expected;
        }

        var name = reader.GetString()!;
        if (_indexes.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.Length is 0 or > MaxNameLength)
        {
            return -1;
        }

        if (name.Contains('\0'))
        {
            return -3;
        }

        if (_names.Count == MaxColumnCount)
        {
            return -2;
        }

        _indexes[name] = _names.Count;
        _names.Add(name);
        _utf8Names.Add(Encoding.UTF8.GetBytes(name));
        _fields.Add(default);
        return _names.Count - 1;
    }

    // A row that is turned away makes no columns.
    private void Forget(int count)
    {
        foreach (var name in _names.Skip(count))
        {
            _indexes.Remove(name);
        }

        _names.RemoveRange(count, _names.Count - count);
        _utf8Names.RemoveRange(count, _utf8Names.Count - count);
        _fields.RemoveRange(count, _fields.Count - count);
    }

    private string BadName(int fault)
    {
        Problem = fault switch
        {
            -1 => $"The object has a name of 0 or more than {MaxNameLength} characters.",
            -2 => $"The object has a new name; more than {MaxColumnCount} columns are not taken.",
            _ => "The object has a name with a zero byte.",
        };
        return RejectReason.BadJson;
    }

    private void Room(int length)
    {
        if (_text.Length - _textLength < length)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _textLength + length));
        }
    }

    private static string Sort(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        _ => "another value",
    };

    private readonly record struct Field(long Row, int Start, int Length, bool IsNumber);
}
