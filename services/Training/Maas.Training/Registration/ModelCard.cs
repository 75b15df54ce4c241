using System.Globalization;
using System.Text;
using Maas.Training.Jobs.Searching;
using Maas.Training.Plans;

namespace Maas.Training.Registration;

/// <summary>What a reader of a version should know, in Markdown. The same outcome gives the same text.</summary>
internal static class ModelCard
{
    // The Registry takes 64 KiB; a name of a column may be long.
    private const int MostColumns = 50;
    private const int LongestName = 100;

    /// <summary>Rows, the device, what a search found, what the columns are worth, the most first, and what became of variants.</summary>
    /// <param name="outcome">What came out of the training.</param>
    /// <param name="search">What a search found; null without one.</param>
    public static string Of(TrainingOutcome outcome, SearchOutcome? search = null)
    {
        var card = new StringBuilder();
        Append(card, $"Learnt from {outcome.TrainRowCount} rows, tested on {outcome.TestRowCount}. Trained on `{outcome.Device}`.\n");
        AppendSearch(card, search);
        AppendImportances(card, outcome);
        AppendContributions(card, outcome);
        VariantCard.AppendTo(card, outcome.Variants);
        return card.ToString();
    }

    private static void AppendSearch(StringBuilder card, SearchOutcome? search)
    {
        if (search is null)
        {
            return;
        }

        var parameters = search.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"`{pair.Key}` {pair.Value}");
        Append(card, $"Trial {search.BestTrial} of a search with {search.TrialCount}{(search.Parameters.Count > 0 ? $": {string.Join(", ", parameters)}" : "")}.\n");
    }

    private static void AppendImportances(StringBuilder card, TrainingOutcome outcome)
    {
        if (outcome.Importances.Count == 0)
        {
            return;
        }

        Append(card, $"\n## What the columns are worth\n\nMean fall of `{outcome.ImportanceMetric}` when the values of a column are shuffled among {RowsOf(outcome.ImportanceRowCount)}.\n\n");
        card.Append("| column | fall | standard deviation |\n|---|---:|---:|\n");
        foreach (var importance in outcome.Importances.OrderByDescending(importance => importance.Mean).Take(MostColumns))
        {
            Append(card, $"| {Escape(importance.Column)} | {importance.Mean:G4} | {importance.Deviation:G2} |\n");
        }

        if (outcome.Importances.Count > MostColumns)
        {
            Append(card, $"\n{outcome.Importances.Count - MostColumns} more columns are worth less.\n");
        }
    }

    private static void AppendContributions(StringBuilder card, TrainingOutcome outcome)
    {
        if (outcome.Contributions.Count == 0)
        {
            return;
        }

        var unit = outcome.Signature.ClassLabels.Count == 0 ? "the unit of the target" : "log-odds";
        Append(card, $"\n## What the columns add\n\nMean size of what a column adds to an answer, exactly, in {unit}, over {RowsOf(outcome.ContributionRowCount)}.\n\n| column | adds |\n|---|---:|\n");
        foreach (var contribution in outcome.Contributions.OrderByDescending(contribution => contribution.MeanSize).Take(MostColumns))
        {
            Append(card, $"| {Escape(contribution.Column)} | {contribution.MeanSize:G4} |\n");
        }

        if (outcome.Contributions.Count > MostColumns)
        {
            Append(card, $"\n{outcome.Contributions.Count - MostColumns} more columns add less.\n");
        }
    }

    // A worker of an earlier release does not say how many.
    private static string RowsOf(long count) => count == 0 ? "the rows" : string.Create(CultureInfo.InvariantCulture, $"{count} rows");

    private static void Append(StringBuilder card, FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture));

    // What would end a cell or begin markup, and what would end a line.
    private static string Escape(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(LongestName))
        {
            text.Append(Rune.IsControl(rune) ? " " : rune.Value is '|' or '\\' or '`' or '*' or '_' or '<' or '[' ? $"\\{rune}" : rune.ToString());
        }

        return text.ToString();
    }
}
