using Maas.Cli.Profiles;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Tests.Profiles;

public sealed class ProfileTablesTests
{
    [Test]
    public void All_OfAFullProfile_ShowsEachPart()
    {
        var text = Render(ProfileExamples.Of());

        Assert.That(text, Does.Contain("sizes@3: 200 rows, 4 duplicates"));
        Assert.That(text, Does.Contain("Going together with 'colour'").And.Contain("correlation-ratio"));
        Assert.That(text, Does.Contain("-0.75").And.Contain("-0.8").And.Contain("-12.5"));
        Assert.That(text, Does.Contain("iqr").And.Contain("17 (3)"));
        Assert.That(text, Does.Contain("1 above 0.6").And.Contain("0.71"));
        Assert.That(text, Does.Contain("mostly-missing").And.Contain("Leave the column out."));
    }

    [Test]
    public void All_OfHostileNames_ShowsThemAsText()
    {
        var text = Render(ProfileExamples.Of(ProfileExamples.Hostile, ProfileExamples.Hostile));

        Assert.That(text, Does.Contain("[red]").And.Not.Contain("\u001b"));
    }

    [Test]
    public void All_WithoutRelationsAndFindings_ShowsColumnsOnly()
    {
        var text = Render(new DatasetProfile { DatasetVersion = "datasets/none/versions/1" });

        Assert.That(text, Does.Contain("none@1").And.Not.Contain("What to look at").And.Not.Contain("closest"));
    }

    private static string Render(DatasetProfile profile)
    {
        using var output = new StringWriter();
        new Screen(OutputFormat.Table, output, TextWriter.Null).Draw(ProfileTables.All(profile));
        return output.ToString();
    }
}
