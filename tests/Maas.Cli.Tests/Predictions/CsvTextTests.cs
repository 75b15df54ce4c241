using Maas.Cli.Predictions;
using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Predictions;

public sealed class CsvTextTests
{
    [TestCase("a,b\n1,2\n", "a|b;1|2", TestName = "Read_OfPlainFields")]
    [TestCase("a,b\r\n1,2", "a|b;1|2", TestName = "Read_OfWindowsLinesWithoutAnEnd")]
    [TestCase("\"a,b\",\"c\"\"d\"\n", "a,b|c\"d", TestName = "Read_OfQuotedCommasAndQuotes")]
    [TestCase("\"a\nb\",c\n", "a\nb|c", TestName = "Read_OfALineBreakInQuotes")]
    [TestCase("a,\n,\n\n\nb,\"\"\n", "a|;|;b|", TestName = "Read_OfEmptyFieldsAndLines")]
    [TestCase("a,5\" tape\n", "a|5\" tape", TestName = "Read_OfAQuoteWithinAField")]
    [TestCase("", "", TestName = "Read_OfNothing")]
    public void Read_SplitsAsRfc4180(string content, string expected)
    {
        var records = CsvText.Read(content);

        Assert.That(string.Join(';', records.Select(record => string.Join('|', record))), Is.EqualTo(expected));
    }

    [Test]
    public void Read_NamesTheLineInWhichARecordBegins()
    {
        using var reader = new StringReader("a,b\n\n\"x\ny\",1\nz,2\n");

        var lines = CsvText.Read(reader, maxRecordLength: 100).Select(record => record.Line);

        Assert.That(lines, Is.EqualTo((long[])[1, 3, 5]));
    }

    [Test]
    public void Read_OfAQuoteThatIsNeverClosed_EndsAtTheLimit()
    {
        using var reader = new StringReader($"a\nb\n\"{new string('x', 200)}");

        var failure = Assert.Throws<CommandFailedException>(() => CsvText.Read(reader, maxRecordLength: 100).ToList());

        Assert.That((failure!.ExitCode, failure.Message), Is.EqualTo((
            ExitCode.Usage, "The record that begins in line 3 is longer than 100 characters. Is a quote not closed?")));
    }
}
