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

    /// <summary>Rows, and what the columns are worth, the most first.</summary>
    /// <param name="outcome">What came out of the training.</param>
    /// <param name="search">What a search found; null without one.</param>
    public static string Of(TrainingOutcome outcome, SearchOutcome? search = null)
    {
        var card = new StringBuilder();
        Append(card, $"Learnt from {outcome.TrainRowCount} rows, tested on {outcome.TestRowCount}.\n");
        if (search is not null)
        {
            var parameters = search.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"`{pair.Key}` {pair.Value}");
            Append(card, $"Trial {search.BestTrial} of a search with {search.TrialCount}{(search.Parameters.Count > 0 ? $": {string.Join(", ", parameters)}" : "")}.\n");
        }

        if (outcome.Importances.Count == 0)
        {
            return card.ToString();
        }

        Append(card, $"\n## What the columns are worth\n\nMean fall of `{outcome.ImportanceMetric}` when the values of a column are shuffled among the rows.\n\n");
        card.Append("| column | fall | standard deviation |\n|---|---:|---:|\n");
        foreach (var importance in outcome.Importances.OrderByDescending(importance => importance.Mean).Take(MostColumns))
        {
            Append(card, $"| {Escape(importance.Column)} | {importance.Mean:G4} | {importance.Deviation:G2} |\n");
        }

        if (outcome.Importances.Count > MostColumns)
        {
            Append(card, $"\n{outcome.Importances.Count - MostColumns} more columns are worth less.\n");
        }

        return card.ToString();
    }

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
