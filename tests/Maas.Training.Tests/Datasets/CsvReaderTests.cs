using System.Text;
using Maas.Training.Datasets.Csv;

namespace Maas.Training.Tests.Datasets;

/// <summary>Form of records: RFC 4180, and what comes after a broken one.</summary>
public sealed class CsvReaderTests
{
    [Test]
    public void Read_QuotedFieldWithDelimiterLineEndAndQuote_IsOneField()
    {
        var records = Read("a,\"x,\n\"\"y\"\"\",b\r\nc,d,e");

        Assert.That(records, Is.EqualTo(["1 a¦x,\n\"y\"¦b", "3 c¦d¦e"]));
    }

    [TestCase("a,b\nc,d\n")]
    [TestCase("a,b\r\nc,d\r\n")]
    [TestCase("a,b\rc,d\r")]
    [TestCase("a,b\r\nc,d")]
    public void Read_AnyLineEnd_GivesTheSame(string text) =>
        Assert.That(Read(text), Is.EqualTo(["1 a¦b", "2 c¦d"]));

    [Test]
    public void Read_BlankLines_ArePassedOverAndCounted() =>
        Assert.That(Read("\n\na,b\n\r\n\nc,d\n\n"), Is.EqualTo(["3 a¦b", "6 c¦d"]));

    [Test]
    public void Read_EmptyFields_AreKept() =>
        Assert.That(Read(",\n\"\",\n\"\"\n"), Is.EqualTo(["1 ¦", "2 ¦", "3 "]));

    [Test]
    public void Read_OpenQuote_CostsOneLineOnly() =>
        Assert.That(Read("a,b\nc,\"d\ne,f\ng,h"), Is.EqualTo(["1 a¦b", "2 UnclosedQuote [c,\"d]", "3 e¦f", "4 g¦h"]));

    [Test]
    public void Read_TextAfterQuote_CostsOneLineOnly() =>
        Assert.That(Read("a,\"b\"c\nd,e"), Is.EqualTo(["1 TextAfterQuote [a,\"b\"c]", "2 d¦e"]));

    [Test]
    public void Read_QuoteInsideField_IsBroken() =>
        Assert.That(Read("a,6\" pipe\nd,e"), Is.EqualTo(["1 QuoteInsideField [a,6\" pipe]", "2 d¦e"]));

    [Test]
    public void Read_BytesThatAreNotUtf8_AreBroken()
    {
        byte[] bytes = [.. "a,"u8, 0xFF, 0xFE, .. "\nd,e\nf,"u8, 0, .. "\n"u8];

        Assert.That(Read(bytes), Is.EqualTo(["1 NotText [a,\uFFFD\uFFFD]", "2 d¦e", "3 NotText [f,\0]"]));
    }

    [Test]
    public void Read_RowLongerThanTheLimit_CostsOneLineOnly()
    {
        var long1 = new string('x', CsvReader.MaxRecordBytes + 70_000);

        var records = Read($"a,b\n{long1}\nc,d\n\"{long1}\ne,f\n");

        Assert.That(records.Select(record => record[..Math.Min(record.Length, 12)]),
            Is.EqualTo(["1 a¦b", "2 TooLong [x", "3 c¦d", "4 UnclosedQu", "5 e¦f"]));
    }

    // After the first, the buffer must not be larger than the limit.
    [Test]
    public void Read_RowsABitLongerThanTheLimit_AreAllTooLong()
    {
        var tooLong = new string('x', CsvReader.MaxRecordBytes + 10);

        var records = Read($"a,b\n{tooLong}\nc,d\n{tooLong}\ne,f\n{tooLong}\n");

        Assert.That(records.Select(record => record[..Math.Min(record.Length, 12)]),
            Is.EqualTo(["1 a¦b", "2 TooLong [x", "3 c¦d", "4 TooLong [x", "5 e¦f", "6 TooLong [x"]));
    }

    // Wherever the source cuts the bytes, the records are the same.
    [Test]
    public void Read_InPiecesOfAnySize_GivesTheSame([Range(1, 17)] int pieceSize)
    {
        const string text = "a,\"b\r\n\"\"c\"\r\nd,\"e\"x\r\n\r\ng,\"h\r\ni,j\r\nk,\"l\"\r\n\"m\",n";
        var whole = Read(text);

        var pieces = Read(new SlowStream(Encoding.UTF8.GetBytes(text), pieceSize));

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void Read_WhatAWriterWrote_GivesItBack([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 500).Select(_ => RandomRow(random)).ToList();
        var text = string.Concat(rows.Select(row => string.Join(',', row.Select(Quote)) + (random.Next(2) == 0 ? "\n" : "\r\n")));

        var reader = new CsvReader(new SlowStream(Encoding.UTF8.GetBytes(text), random.Next(1, 5000)), (byte)',');

        foreach (var row in rows)
        {
            Assert.That(reader.Read(), Is.True);
            var fields = Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader[i]));
            Assert.That(fields, Is.EqualTo(row), $"Seed {seed}, line {reader.LineNumber}.");
        }

        Assert.That(reader.Read(), Is.False);
    }

    private static string[] RandomRow(Random random)
    {
        string[] atoms = ["a", "ü", "\"", ",", "\n", "\r\n", "\r", "", " ", "語", "1.5", new string('z', random.Next(300))];
        return [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
            string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => atoms[random.Next(atoms.Length)])))];
    }

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static List<string> Read(byte[] bytes) => Read(new MemoryStream(bytes));

    private static List<string> Read(Stream stream)
    {
        var reader = new CsvReader(stream, (byte)',');
        var records = new List<string>();
        while (reader.Read())
        {
            var fields = Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader[i]));
            records.Add(reader.Fault == CsvFault.None
                ? $"{reader.LineNumber} {string.Join('¦', fields)}"
                : $"{reader.LineNumber} {reader.Fault} [{reader.RawText(1024)}]");
        }

        return records;
    }

    private sealed class SlowStream(byte[] bytes, int pieceSize) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, pieceSize));
    }
}
