using System.Text;
using Maas.Cli.Terminal;

namespace Maas.Cli.Predictions;

/// <summary>Reads comma-separated text with quotes. Source: RFC 4180.</summary>
internal static class CsvText
{
    private enum Place
    {
        Plain,
        Quoted,

        // Behind a quote within quotes: the end of the quoted text, or the first half of a quote in it.
        QuoteSeen,
    }

    /// <summary>Records of fields; empty lines are left out.</summary>
    public static List<IReadOnlyList<string>> Read(string content)
    {
        using var reader = new StringReader(content);
        return [.. Read(reader, maxRecordLength: int.MaxValue).Select(record => record.Fields)];
    }

    /// <summary>Reads as far as records are taken; empty lines are left out. One record is kept at a time.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="maxRecordLength">Most characters of one record: a quote that is never closed would hold all that follows.</param>
    /// <exception cref="CommandFailedException">A record is longer.</exception>
    public static IEnumerable<CsvRecord> Read(TextReader reader, int maxRecordLength)
    {
        var (fields, field, place) = (new List<string>(), new StringBuilder(), Place.Plain);
        var (line, firstLine, length) = (1L, 1L, 0);
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            var character = (char)next;
            if (++length > maxRecordLength)
            {
                throw new CommandFailedException(
                    ExitCode.Usage, "rows-malformed",
                    $"The record that begins in line {firstLine} is longer than {maxRecordLength} characters. Is a quote not closed?");
            }

            line += character == '\n' ? 1 : 0;
            if (IsText(character, field, ref place))
            {
                field.Append(character);
                continue;
            }

            if (place == Place.Plain && character is ',' or '\n')
            {
                var isEmptyLine = character == '\n' && fields.Count == 0 && field.Length == 0;
                if (!isEmptyLine)
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }

                if (character == '\n')
                {
                    if (!isEmptyLine)
                    {
                        yield return new CsvRecord(firstLine, fields);
                    }

                    (fields, firstLine, length) = ([], line, 0);
                }
            }
        }

        if (fields.Count > 0 || field.Length > 0)
        {
            fields.Add(field.ToString());
            yield return new CsvRecord(firstLine, fields);
        }
    }

    /// <summary>Whether a character belongs to the field.</summary>
    private static bool IsText(char character, StringBuilder field, ref Place place)
    {
        switch (place, character)
        {
            case (Place.Quoted, '"'):
                place = Place.QuoteSeen;
                return false;
            case (Place.Quoted, _):
                return true;
            case (Place.QuoteSeen, '"'):
                place = Place.Quoted;
                return true;
            case (_, '"') when field.Length == 0:
                place = Place.Quoted;
                return false;
            default:
                place = Place.Plain;
                return character is not (',' or '\n' or '\r');
        }
    }
}

/// <summary>One record of comma-separated text.</summary>
/// <param name="Line">Line in which it begins, from 1.</param>
/// <param name="Fields">Its fields, without quotes.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Fields);
