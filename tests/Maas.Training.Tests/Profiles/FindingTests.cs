using System.Globalization;
using Maas.Contracts.Training.V1;
using Severity = Maas.Contracts.Training.V1.DataFinding.Types.Severity;

namespace Maas.Training.Tests.Profiles;

/// <summary>What is found in tables that were made to have it, and not in those that were not.</summary>
public sealed class FindingTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Find_InOrdinaryData_FindsNothing()
    {
        var findings = await FindAsync("age,city,spent", i => $"{20 + (i * 7 % 41)},c{i % 3},{i * i % 97 / 4.0}");

        Assert.That(findings, Is.Empty);
    }

    [TestCase("constant-column", "x", "7")]
    [TestCase("constant-column", "c", "same")]
    [TestCase("empty-column", "e", "")]
    [TestCase("id-like-column", "id", "{0}")]
    [TestCase("id-like-column", "key", "k{0}")]
    public async Task Find_InEveryRow_NamesTheColumn(string kind, string column, string cell)
    {
        var findings = await FindAsync($"{column},age", i =>
            $"{string.Format(CultureInfo.InvariantCulture, cell, i)},{Any(i)}");

        var finding = findings.Single();
        Assert.That((finding.Kind, finding.Columns.Single()), Is.EqualTo((kind, column)));
        Assert.That(finding.Severity, Is.EqualTo(Severity.Warning));
        Assert.That((finding.Message, finding.Advice), Is.Not.EqualTo(("", "")));
    }

    [Test]
    public async Task Find_AnIdInRowsThatAreThereTwice_IsFoundBesideThem()
    {
        var findings = await FindAsync("id,x", i => $"{i % 110},{Any(i % 110)}");

        Assert.That(findings.Select(finding => finding.Kind), Is.EqualTo(["duplicate-rows", "id-like-column"]));
    }

    // Sentences and measured numbers differ in every row, too.
    [TestCase("t{0} and more")]
    [TestCase("{0}.5")]
    public async Task Find_OfWhatOnlyDiffers_IsNoId(string cell)
    {
        var findings = await FindAsync("x,age", i =>
            $"{string.Format(CultureInfo.InvariantCulture, cell, i)},{Any(i)}");

        Assert.That(findings.Select(finding => finding.Kind), Has.None.EqualTo("id-like-column"));
    }

    [Test]
    public async Task Find_MostlyMissing_TellsTheShare()
    {
        var findings = await FindAsync("x,age", i => $"{(i % 4 == 0 ? $"{i * 7 % 30}" : "")},{Any(i)}");

        Assert.That((findings.Single().Kind, findings.Single().Value), Is.EqualTo(("mostly-missing", 0.75)));
    }

    [TestCase(1, Severity.Info)]
    [TestCase(20, Severity.Warning)]
    public async Task Find_DuplicateRows_WeighsTheirShare(int copies, Severity severity)
    {
        var findings = await FindAsync("x,y", i => i < 120 - copies ? $"{Any(i)},{i / 4.0}" : "0,0");

        var finding = findings.Single();
        Assert.That((finding.Kind, finding.Severity), Is.EqualTo(("duplicate-rows", severity)));
        Assert.That(finding.Value, Is.EqualTo(copies / 120.0).Within(1e-15));
    }

    [Test]
    public async Task Find_NearDuplicates_NamesBothOfNumbersAndOfCategories()
    {
        var findings = await FindAsync("cm,inch,colour,farbe", i =>
            $"{i * 7 % 41},{(i * 7 % 41 / 2.54) + (i % 2 * 0.01)},c{i % 3},f{i % 3}");

        Assert.That(
            findings.Where(finding => finding.Kind == "near-duplicate-columns").Select(finding => string.Join('+', finding.Columns)),
            Is.EquivalentTo(["cm+inch", "colour+farbe"]));
    }

    [Test]
    public async Task Find_SkewedColumn_TellsTheSkewness()
    {
        var findings = await FindAsync("income,age", i => $"{Math.Exp(i % 60 / 3.0):F3},{Any(i)}");

        Assert.That(findings.Single().Kind, Is.EqualTo("skewed-column"));
        Assert.That(findings.Single().Value, Is.GreaterThan(3));
    }

    [Test]
    public async Task Find_HighCardinality_TellsTheValues()
    {
        var findings = await FindAsync("shop,age", i => $"s{i * 7 % 110},{Any(i)}", "shop", rowCount: 1200);

        Assert.That((findings.Single().Kind, findings.Single().Value), Is.EqualTo(("high-cardinality", 110)));
    }

    [Test]
    public async Task Find_ImbalancedTarget_IsFoundForTheTargetOnly()
    {
        static string Row(int i) => $"{Any(i)},{(i % 40 == 0 ? "yes" : "no")}";

        var without = await FindAsync("age,left", Row);
        var with = await FindAsync("age,left", Row, target: "left");

        Assert.That(without, Is.Empty);
        Assert.That((with.Single().Kind, with.Single().Value), Is.EqualTo(("imbalanced-target", 0.025)));
        Assert.That(with.Single().Message, Does.Contain("'yes'"));
    }

    [Test]
    public async Task Find_Leakage_IsAnErrorAndStandsFirst()
    {
        var findings = await FindAsync("x,refund,left", i => $"7,r{i % 2},c{i % 2}", target: "left");

        Assert.That(
            findings.Where(finding => finding.Kind != "duplicate-rows").Select(finding => $"{finding.Kind} {string.Join('+', finding.Columns)}"),
            Is.EqualTo(["target-leakage refund+left", "constant-column x"]));
        Assert.That(findings[0].Severity, Is.EqualTo(Severity.Error));
    }

    [Test]
    public async Task Find_LeakageOfNumbersBySign_IsFoundToo()
    {
        var findings = await FindAsync("x,y,price", i => $"{i * 7 % 41},{i * 31 % 23},{-2 * (i * 7 % 41)}", target: "price");

        Assert.That(
            findings.Single(finding => finding.Severity == Severity.Error).Columns, Is.EqualTo(["x", "price"]));
    }

    [Test]
    public async Task Find_TargetOfOneClassWithGaps_SaysBoth()
    {
        var findings = await FindAsync("x,left", i => $"{i * 7 % 41}.{i},{(i % 10 == 0 ? "" : "no")}", target: "left");

        Assert.That(findings.Select(finding => finding.Kind), Is.EqualTo(["single-class-target", "target-missing"]));
    }

    [Test]
    public async Task Profile_WithATargetThatIsNoColumn_SaysWhichThereAre()
    {
        var version = await _server.ImportAsync("x,y\n1,2\n", "small");

        var error = await Errors.OfAsync(() => _server.Client.ProfileDatasetAsync(
            new ProfileDatasetRequest { Name = version.Name, TargetColumn = "z" }).ResponseAsync);

        Assert.That(error.Info.Reason, Is.EqualTo("COLUMN_NOT_FOUND"));
    }

    // Another value in each of 1,200 rows, in no order, and no whole number as an id would be.
    private static string Any(int i) => (i * 31 % 1201 / 4.0).ToString(CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<DataFinding>> FindAsync(
        string header, Func<int, string> row, string dataset = "found", int rowCount = 120, string target = "")
    {
        var csv = $"{header}\n{string.Join('\n', Enumerable.Range(0, rowCount).Select(row))}\n";
        var version = await _server.ImportAsync(csv, dataset);
        var profile = await _server.Client.ProfileDatasetAsync(
            new ProfileDatasetRequest { Name = version.Name, TargetColumn = target });
        return profile.Findings;
    }
}
