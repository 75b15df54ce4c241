using System.Text;
using Maas.Training.Datasets;
using Maas.Training.Tests.Datasets.Corpus;

namespace Maas.Training.Tests.Datasets;

/// <summary>JSON Lines that are right.</summary>
public sealed class JsonLinesTests
{
    [Test]
    public void Convert_TakesNamesInTheOrderInWhichTheyCome()
    {
        var table = Run("{\"b\":1,\"a\":\"x\"}\n{\"c\":true,\"a\":\"y\"}\n");

        Assert.That(table.Columns.Select(column => $"{column.Name}:{column.Kind}"),
            Is.EqualTo(["b:Numeric", "a:Categorical", "c:Categorical"]));
    }

    [Test]
    public void Convert_OfNumbersInQuotes_KeepsText()
    {
        var table = Run("{\"zip\":\"02134\"}\n{\"zip\":\"10001\"}\n");

        Assert.That((table.Columns[0].Kind, table.RowCount), Is.EqualTo((ColumnKind.Categorical, 2)));
    }

    [TestCase("{\"a\":1}\r\n{\"a\":2}\r\n", Description = "CRLF")]
    [TestCase("{\"a\":1}\n\n  \n{\"a\":2}", Description = "blank lines, no end")]
    [TestCase("\uFEFF{\"a\":1}\n{\"a\":2}\n", Description = "byte order mark")]
    [TestCase(" { \"a\" : 1 } \n\t{\"a\":-2.5e-3}\n", Description = "spaces")]
    [TestCase("{\"a\":1}\n{}\n", Description = "an object without names")]
    [TestCase("{\"a\":1}\n{\"a\":null}\n", Description = "null")]
    [TestCase("{\"a\":1,\"b\":\"\\u00fc \\ud83d\\ude00 \\\"\"}\n{\"b\":\"語\"}\n", Description = "escapes")]
    public void Convert_OfCleanFile_TakesAllRows(string text)
    {
        var table = Run(text);

        Assert.That((table.RowCount, table.RejectedRowCount), Is.EqualTo((2, 0)));
    }

    [Test]
    public void Convert_WithSpacesAndOtherOrderOfNames_GivesTheSameRows() => Assert.That(
        Run("{\"a\":1,\"b\":\"x\"}\n{ \"b\" : \"\\u0079\", \"a\" : 2.0 }\n").RowFingerprint,
        Is.EqualTo(Run("{\"a\":2,\"b\":\"y\"}\n{\"a\":1e0,\"b\":\"x\"}\n").RowFingerprint));

    private static ConvertedTable Run(string text) => Conversion.Run(TableFormats.JsonLines, Encoding.UTF8.GetBytes(text));
}
