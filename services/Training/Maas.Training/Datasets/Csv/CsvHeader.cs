using System.Text;
using Maas.Errors;

namespace Maas.Training.Datasets.Csv;

/// <summary>The first line of a CSV file.</summary>
/// <param name="Delimiter">What stands between fields.</param>
/// <param name="Columns">Names of the columns, spaces around them left out.</param>
/// <param name="LineNumber">Where it stands, from 1.</param>
internal sealed record CsvHeader(byte Delimiter, IReadOnlyList<string> Columns, long LineNumber)
{
    /// <summary>The UTF-8 byte order mark.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads the header of a file. The delimiter is found by <see cref="CsvDelimiter"/>.
    /// </summary>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public static CsvHeader Read(Stream file)
    {
        file.Position = 0;
        SkipByteOrderMark(file);
        var delimiter = CsvDelimiter.Find(file);
        file.Position = 0;
        SkipByteOrderMark(file);
        var reader = new CsvReader(file, delimiter);
        if (!reader.Read())
        {
            throw TrainingErrors.DataUnreadable("The file is empty; expected a header line and rows.", line: 1);
        }

        if (reader.Fault == CsvFault.NotText && reader.Raw.Contains((byte)0))
        {
            throw TrainingErrors.DataUnreadable(
                "The header line holds zero bytes, as UTF-16 or a binary file has; expected UTF-8 text.", reader.LineNumber);
        }

        if (reader.Fault != CsvFault.None)
        {
            throw TrainingErrors.DataUnreadable(
                $"The header line cannot be read: {CsvFaultText.Describe(reader.Fault).Message}", reader.LineNumber);
        }

        var names = new string[reader.FieldCount];
        var numbers = 0;
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader[i]).Trim();
            numbers += CellText.TryParseNumber(reader[i], out _) ? 1 : 0;
        }

        Check(names, numbers, reader.LineNumber);
        return new CsvHeader(delimiter, names, reader.LineNumber);
    }

    /// <summary>Places a file behind the UTF-8 byte order mark, if it has one.</summary>
    public static void SkipByteOrderMark(Stream file)
    {
        Span<byte> head = stackalloc byte[3];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (head[..read] is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
        {
            throw TrainingErrors.DataUnreadable("The file is UTF-16; expected UTF-8. Save it as UTF-8.", line: 1);
        }

        file.Position = head[..read].SequenceEqual(ByteOrderMark) ? ByteOrderMark.Length : 0;
    }

    private static void Check(string[] names, int numbers, long line)
    {
        if (numbers == names.Length)
        {
            throw TrainingErrors.DataUnreadable(
                $"The first line holds numbers only ('{names[0]}', …); expected a header line with names.", line);
        }

        ColumnNames.Check(names, line);
    }
}
