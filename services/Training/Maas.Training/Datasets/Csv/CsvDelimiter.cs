using Maas.Errors;

namespace Maas.Training.Datasets.Csv;

/// <summary>Finds out what stands between the fields of a file.</summary>
internal static class CsvDelimiter
{
    private const int SampledRecords = 100;
    private const int HeadBytes = CsvReader.MaxRecordBytes;

    // Of those that fit as well as the best, the one with most fields; then the first.
    private const double NearlyAsGood = 0.5;

    private static readonly byte[] Known = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    // Not taken, but better told than made one column of.
    private static readonly byte[] Others = [(byte)':', (byte)'^', (byte)'~', 0x1F, 0x01];

    /// <summary>
    /// Reads the head of the file with each candidate. One fits as well as the share of rows that have as many fields as the
    /// header. When no candidate stands in the header, the file has one column.
    /// </summary>
    /// <param name="file">Read from where it stands.</param>
    /// <exception cref="MaasException">
    /// <c>DATA_UNREADABLE</c>: the header has one column and all rows have several, or another character divides both.
    /// </exception>
    public static byte Find(Stream file)
    {
        var head = new byte[HeadBytes];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        var samples = Known.Select(candidate => Sample.Read(head, candidate)).ToList();
        var several = samples.Where(sample => sample.HeaderFields > 1).ToList();
        if (several.Count == 0)
        {
            CheckSingleColumn(head, samples);
            return Known[0];
        }

        var best = several.Max(sample => sample.Fit);
        return several.Where(sample => sample.Fit >= NearlyAsGood * best).MaxBy(sample => sample.HeaderFields)!.Delimiter;
    }

    private static void CheckSingleColumn(byte[] head, List<Sample> samples)
    {
        if (samples.Find(sample => sample.RowFields > 1) is { } rows)
        {
            throw TrainingErrors.DataUnreadable(
                $"The header line has one field, and all rows have {rows.RowFields} with '{(char)rows.Delimiter}' between them; expected the same delimiter in both.",
                line: 1);
        }

        var other = Others.Select(candidate => Sample.Read(head, candidate))
            .FirstOrDefault(sample => sample.HeaderFields > 1 && sample.RowFields == sample.HeaderFields);
        if (other is not null)
        {
            var shown = other.Delimiter > ' ' ? $"'{(char)other.Delimiter}'" : $"the byte {other.Delimiter}";
            throw TrainingErrors.DataUnreadable(
                $"Fields seem to be divided by {shown}; expected a comma, a semicolon, a tab or a bar between them.", line: 1);
        }
    }

    /// <summary>The head of a file, read with one delimiter.</summary>
    /// <param name="Delimiter">The candidate.</param>
    /// <param name="HeaderFields">Fields of the first record; 0 when it cannot be read.</param>
    /// <param name="RowFields">Fields that two or more rows all have; 0 when they differ.</param>
    /// <param name="Fit">Share of rows with as many fields as the header; 0 without rows.</param>
    private sealed record Sample(byte Delimiter, int HeaderFields, int RowFields, double Fit)
    {
        public static Sample Read(byte[] head, byte delimiter)
        {
            var reader = new CsvReader(new MemoryStream(head), delimiter);
            var header = reader.Read() ? reader.FieldCount : 0;
            var counts = new List<int>();
            while (counts.Count < SampledRecords && reader.Read())
            {
                counts.Add(reader.FieldCount);
            }

            // The last record of the head may be cut off.
            if (head.Length == HeadBytes && counts.Count is > 1 and < SampledRecords)
            {
                counts.RemoveAt(counts.Count - 1);
            }

            return new Sample(
                delimiter,
                header,
                counts.Count > 1 && counts.TrueForAll(count => count == counts[0]) ? counts[0] : 0,
                counts.Count == 0 ? 0 : (double)counts.Count(count => count == header) / counts.Count);
        }
    }
}
