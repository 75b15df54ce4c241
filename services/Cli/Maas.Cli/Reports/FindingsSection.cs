using Maas.Contracts.Training.V1;
using Severity = Maas.Contracts.Training.V1.DataFinding.Types.Severity;

namespace Maas.Cli.Reports;

/// <summary>What deserves a look, the gravest first.</summary>
internal static class FindingsSection
{
    public static Html Of(DatasetProfile profile) => ProfileReport.Section("findings", "Findings", profile.Findings.Count == 0
        ? Html.Of($"""<p class="none-found">Nothing that needs a look before training.</p>""")
        : HtmlTable.Of(
            "What to look at before training, the gravest first", ["what", "how bad", "what is the case", "what to do"],
            profile.Findings.Select(finding => new[]
            {
                HtmlTable.Text(finding.Kind), Badge(finding.Severity), HtmlTable.Text(finding.Message), HtmlTable.Text(finding.Advice),
            })));

    // The word stands in it: the colour only helps the eye.
    private static Html Badge(Severity severity) => severity switch
    {
        Severity.Error => Html.Of($"""<span class="badge error">error</span>"""),
        Severity.Info => Html.Of($"""<span class="badge info">info</span>"""),
        _ => Html.Of($"""<span class="badge warning">warning</span>"""),
    };
}
