using System.Globalization;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Tells what in a profile deserves a look before training. The thresholds are part of the contract.</summary>
internal static class FindingRules
{
    private const double MostlyMissingRatio = 0.5;
    private const double NearDuplicate = 0.99;
    private const double HighSkewness = 3;
    private const long HighCardinality = 100;
    private const int MaxPairs = 50;

    // Fewer rows than this may well be all different by chance.
    private const long FewestForIds = 50;

    /// <summary>All findings, the gravest first, of one gravity in the order of the rules.</summary>
    /// <param name="profile">What is known of the values.</param>
    /// <param name="target">What is known of the column to predict; null when none was named.</param>
    public static List<Finding> Find(DatasetProfile profile, TargetProfile? target)
    {
        var found = new List<Finding>();
        if (target is not null)
        {
            found.AddRange(TargetRules.Find(profile, target));
        }

        found.AddRange(DuplicateRows(profile));
        found.AddRange(profile.Columns.SelectMany(column => OfColumn(profile, column, target)));
        found.AddRange(NearDuplicates(profile, target));
        return [.. found.OrderByDescending(finding => finding.Severity)];
    }

    private static IEnumerable<Finding> DuplicateRows(DatasetProfile profile)
    {
        if (profile.DuplicateRowCount == 0)
        {
            yield break;
        }

        var ratio = (double)profile.DuplicateRowCount / profile.RowCount;
        yield return new Finding(
            FindingKind.DuplicateRows,
            ratio >= 0.01 ? FindingSeverity.Warning : FindingSeverity.Info,
            [],
            ratio,
            $"{profile.DuplicateRowCount} rows ({Percent(ratio)}) repeat an earlier row in every column.",
            "Drop them unless each is an observation of its own: a copy in both train and test data flatters the test.");
    }

    private static IEnumerable<Finding> OfColumn(DatasetProfile profile, ColumnProfile column, TargetProfile? target)
    {
        var name = column.Column.Name;
        var missing = (double)column.MissingCount / profile.RowCount;
        if (column.DistinctCount == 0)
        {
            yield return new Finding(FindingKind.EmptyColumn, FindingSeverity.Warning, [name], 0,
                $"'{name}' has no value in any row.", "Leave the column out.");
            yield break;
        }

        if (missing > MostlyMissingRatio)
        {
            yield return new Finding(FindingKind.MostlyMissing, FindingSeverity.Warning, [name], missing,
                $"'{name}' has no value in {Percent(missing)} of the rows.",
                "Leave the column out, or keep whether it is there as a feature of its own.");
        }

        // What follows is of features: of a target other rules speak.
        if (name == target?.Column)
        {
            yield break;
        }

        if (column.DistinctCount == 1)
        {
            yield return new Finding(FindingKind.ConstantColumn, FindingSeverity.Warning, [name], 0,
                $"'{name}' has the same value in every row that has one.", "Leave the column out: it can tell nothing apart.");
            yield break;
        }

        if (IsIdLike(column, profile.DuplicateRowCount))
        {
            yield return new Finding(FindingKind.IdLikeColumn, FindingSeverity.Warning, [name], column.DistinctCount,
                $"'{name}' has another value in every row, as a number or key that only names the row.",
                "Leave the column out: a model learns the rows by heart and nothing about new ones.");
        }
        else if (column.Column.Kind == ColumnKind.Categorical && column.DistinctCount > HighCardinality)
        {
            yield return new Finding(FindingKind.HighCardinality, FindingSeverity.Info, [name], column.DistinctCount,
                $"'{name}' has {column.DistinctCount} different values; one-hot encoding makes as many inputs.",
                "Encode it by target or frequency, or merge rare values.");
        }

        if (column.Numeric?.Skewness is { } skewness && Math.Abs(skewness) > HighSkewness)
        {
            yield return new Finding(FindingKind.SkewedColumn, FindingSeverity.Info, [name], skewness,
                $"'{name}' is skewed ({Number(skewness)}): few values lie far {(skewness > 0 ? "above" : "below")} all others.",
                "Clip it, take its logarithm or scale it robustly, above all for linear models and networks.");
        }
    }

    // Rows that repeat another repeat its id too. Of texts only single words: sentences differ in every row, and are no ids.
    internal static bool IsIdLike(ColumnProfile column, long duplicateRowCount) =>
        column.DistinctCount >= FewestForIds && column.DistinctCount >= column.PresentCount - duplicateRowCount
        && column.DistinctCount > column.PresentCount / 2
        && (column.Numeric is { } numeric ? numeric.WholeCount == column.PresentCount : column.Text is { Words.Max: <= 1 });

    private static IEnumerable<Finding> NearDuplicates(DatasetProfile profile, TargetProfile? target)
    {
        var numbers = profile.Correlations.Select(pair => (pair.Left, pair.Right, Value: pair.Pearson));
        var categories = profile.CategoryAssociations.Select(pair => (pair.Left, pair.Right, Value: pair.CramersV));
        return numbers.Concat(categories)
            .Where(pair => pair.Left != target?.Column && pair.Right != target?.Column)
            .Where(pair => pair.Value is { } value && Math.Abs(value) > NearDuplicate)
            .OrderByDescending(pair => Math.Abs(pair.Value!.Value))
            .Take(MaxPairs)
            .Select(pair => new Finding(
                FindingKind.NearDuplicateColumns, FindingSeverity.Warning, [pair.Left, pair.Right], pair.Value!.Value,
                $"'{pair.Left}' and '{pair.Right}' say nearly the same ({Number(pair.Value.Value)}).",
                "Keep one of them: coefficients and importances are shared out between the two at random."));
    }

    internal static string Percent(double ratio) => ratio.ToString("P1", CultureInfo.InvariantCulture);

    internal static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
