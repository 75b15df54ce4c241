using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Maas.Cli.Reports;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Tests.Profiles;

public sealed partial class ProfileReportTests
{
    [Test]
    public void Report_HoldsNothingThatRunsOrIsFetched()
    {
        var html = ProfileReport.Of(ProfileExamples.Of());

        Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("http://").And.Not.Contain("https://").And.Not.Contain("@import"));
        Assert.That(References().Matches(html).Select(match => match.Groups[1].Value), Is.All.StartsWith("#"));
        Assert.That(html, Does.Contain("default-src 'none'"));
    }

    [Test]
    public void Report_OfHostileNamesAndValues_ShowsThemAsText()
    {
        var html = ProfileReport.Of(ProfileExamples.Of(ProfileExamples.Hostile, ProfileExamples.Hostile));

        Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("<img").And.Not.Contain("\u001b"));
        Assert.That(html, Does.Contain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
        Assert.That(
            Read(html).Descendants().Attributes().Select(attribute => attribute.Name.LocalName),
            Has.None.StartsWith("on"));
    }

    // The page is written so that it is XML too, but for its void elements: every element is closed where it should be.
    [TestCase("cm")]
    [TestCase(ProfileExamples.Hostile)]
    [TestCase("")]
    public void Report_IsWellFormed(string name)
    {
        var page = Read(ProfileReport.Of(ProfileExamples.Of(name)));

        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.That(ids, Is.Unique);
        Assert.That(page.Descendants("a").Select(link => link.Attribute("href")!.Value[1..]), Is.SubsetOf(ids));
    }

    [Test]
    public void Report_SaysInWordsWhatItsPicturesShow()
    {
        var page = Read(ProfileReport.Of(ProfileExamples.Of()));

        Assert.That(
            page.Descendants("svg").Where(svg => svg.Attribute("aria-hidden") is null).Select(svg => svg.Attribute("aria-label")?.Value),
            Is.All.Not.Empty.And.Some.EqualTo("Histogram of cm from -1 to 3, median 0"));
        Assert.That(page.Descendants("table").Select(table => table.Element("caption")?.Value), Is.All.Not.Empty);
        Assert.That(page.Descendants("th").Select(header => header.Attribute("scope")?.Value), Is.All.AnyOf("col", "row"));
    }

    [Test]
    public void Report_TellsFindingsFirst()
    {
        var sections = Read(ProfileReport.Of(ProfileExamples.Of())).Descendants("section").ToList();

        Assert.That(
            sections.Select(section => section.Attribute("id")!.Value),
            Is.EqualTo(["findings", "target", "missing", "columns", "relations", "anomalies"]));
        Assert.That(sections[0].Value, Does.Contain("mostly-missing").And.Contain("warning").And.Contain("Leave the column out."));
        Assert.That(sections[1].Descendants("tr").Skip(1).First().Value, Does.StartWith("inch"));
        Assert.That(sections[2].Value, Does.Contain("25.0 %").And.Contain("100.0 %"));
        Assert.That(sections[5].Value, Does.Contain("17 (3)").And.Contain("0.71"));
    }

    [Test]
    public void Report_DrawsHistogramsToScale()
    {
        var bars = Read(ProfileReport.Of(ProfileExamples.Of())).Descendants("svg").First(svg =>
            svg.Attribute("aria-label")?.Value.StartsWith("Histogram", StringComparison.Ordinal) == true).Descendants("rect").ToList();

        Assert.That(bars.Select(bar => bar.Attribute("height")!.Value), Is.EqualTo(["90", "45"]));
        Assert.That(bars.Select(bar => bar.Value), Is.EqualTo(["-1 to 1: 100", "1 to 3: 50"]));
    }

    [Test]
    public void Report_OfAnEmptyProfile_SaysThatThereIsNothing()
    {
        var html = ProfileReport.Of(new DatasetProfile { DatasetVersion = "datasets/none/versions/1" });

        Assert.That(html, Does.Contain("Nothing that needs a look").And.Contain("No value is missing").And.Not.Contain("id=\"target\""));
    }

    [Test]
    public void Report_OfAVeryWideTable_StaysSmall()
    {
        var wide = new DatasetProfile { DatasetVersion = "datasets/wide/versions/1", RowCount = 10 };
        wide.Columns.AddRange(Enumerable.Range(0, 200).Select(i =>
        {
            var column = ProfileExamples.Of().Columns[0].Clone();
            column.Column = $"c{i}";
            return column;
        }));
        wide.Correlations.AddRange(
            from left in Enumerable.Range(0, 200)
            from right in Enumerable.Range(left + 1, 199 - left)
            select new Correlation { LeftColumn = $"c{left}", RightColumn = $"c{right}", Pearson = (left + right) / 400.0 });

        var html = ProfileReport.Of(wide);

        Assert.That(html, Has.Length.LessThan(1_500_000));
        Assert.That(html, Does.Contain("The 20 closest of 19900 pairs"));
    }

    private static XElement Read(string html)
    {
        var xml = VoidElement().Replace(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<$1/>");
        using var reader = XmlReader.Create(new StringReader(xml));
        return XElement.Load(reader);
    }

    [GeneratedRegex("""<(meta [^>]*)>""")]
    private static partial Regex VoidElement();

    [GeneratedRegex("""(?:src|href)="([^"]*)["]""")]
    private static partial Regex References();
}
