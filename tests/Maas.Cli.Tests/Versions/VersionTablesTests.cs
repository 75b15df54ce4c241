using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Terminal;
using Maas.Cli.Versions;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Tests.Versions;

/// <summary>What a registry with a sandbox says; those of the other tests have none.</summary>
public sealed class VersionTablesTests
{
    [Test]
    public void Version_ThatWasAdmitted_ShowsWhatTheFirstLoadCost()
    {
        var text = Render(new ModelVersion
        {
            Name = "models/churn/versions/7",
            Admission = new Admission
            {
                Verdict = Admission.Types.Verdict.Admitted,
                Runtime = "onnxruntime 1.2.3",
                LoadDuration = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(120)),
                RunDuration = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(2.5)),
                PeakMemoryBytes = 80L << 20,
                ExpandedNodeCount = 42,
            },
        });

        Assert.That(text, Does.Contain("admitted by onnxruntime 1.2.3").And.Contain("42"));
        Assert.That(text, Does.Contain("120 ms, one run 2.5 ms, at most 80.0 MiB"));
    }

    [Test]
    public void Version_ThatWasNotLoaded_SaysSoAndNoCost()
    {
        var text = Render(new ModelVersion
        {
            Name = "models/churn/versions/7",
            Admission = new Admission { Verdict = Admission.Types.Verdict.ValidatedOnly, ExpandedNodeCount = 42 },
        });

        Assert.That(text, Does.Contain("validated only").And.Not.Contain("first load"));
    }

    [Test]
    public void Version_WithMarkupInItsCard_IsShownAsItIs()
    {
        var text = Render(new ModelVersion { Name = "models/churn/versions/7", Card = "[red]not markup[/]\n" });

        Assert.That(text, Does.Contain("[red]not markup[/]"));
    }

    private static string Render(ModelVersion version)
    {
        using var output = new StringWriter();
        new Screen(OutputFormat.Table, output, TextWriter.Null).Draw(VersionTables.Version(version));
        return output.ToString();
    }
}
