using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Tells what about the column to predict deserves a look.</summary>
internal static class TargetRules
{
    private const double Leakage = 0.99;
    private const double RareClassShare = 0.2;

    // Of fewer rows than this nothing is an error: two columns may well go together by chance.
    private const long FewestForLeakage = 30;

    /// <summary>Findings about the target.</summary>
    /// <param name="profile">What is known of the values.</param>
    /// <param name="target">What is known of the column to predict.</param>
    public static IEnumerable<Finding> Find(DatasetProfile profile, TargetProfile target)
    {
        var column = profile.Columns.Single(each => each.Column.Name == target.Column);
        return [.. Leaks(profile, target), .. Missing(profile, column), .. Classes(column, target)];
    }

    private static IEnumerable<Finding> Leaks(DatasetProfile profile, TargetProfile target) =>
        from association in target.Associations
        where association.Value is { } value && Math.Abs(value) > Leakage
        select new Finding(
            FindingKind.TargetLeakage, profile.RowCount >= FewestForLeakage ? FindingSeverity.Error : FindingSeverity.Info, [association.Column, target.Column], association.Value!.Value,
            $"'{association.Column}' all but gives '{target.Column}' away ({FindingRules.Number(association.Value.Value)}).",
            "Make sure it is known before the target is; when it is made of the target or comes after it, leave it out.");

    private static IEnumerable<Finding> Missing(DatasetProfile profile, ColumnProfile column)
    {
        if (column.MissingCount == 0)
        {
            yield break;
        }

        var ratio = (double)column.MissingCount / profile.RowCount;
        yield return new Finding(
            FindingKind.TargetMissing, FindingSeverity.Warning, [column.Column.Name], ratio,
            $"{column.MissingCount} rows ({FindingRules.Percent(ratio)}) have no value of the target '{column.Column.Name}'.",
            "Find out why: nothing can be learnt from these rows, and when they differ from the others the model is one-sided.");
    }

    private static IEnumerable<Finding> Classes(ColumnProfile column, TargetProfile target)
    {
        if (column.DistinctCount <= 1)
        {
            yield return new Finding(
                FindingKind.SingleClassTarget, FindingSeverity.Error, [target.Column], 0,
                $"The target '{target.Column}' has {(column.DistinctCount == 0 ? "no value" : "a single value")}.",
                "Bring rows with other outcomes: there is nothing to tell apart.");
            yield break;
        }

        // Less than a fifth of what it would have if all values were as frequent: of two classes, less than a tenth.
        var ratio = (double)target.RarestCount / column.PresentCount;
        if (column.Column.Kind == ColumnKind.Categorical && ratio * column.DistinctCount < RareClassShare)
        {
            yield return new Finding(
                FindingKind.ImbalancedTarget, FindingSeverity.Warning, [target.Column], ratio,
                $"'{target.RarestValue}' is the rarest value of the target '{target.Column}': {target.RarestCount} rows, {FindingRules.Percent(ratio)}.",
                "Use class weights and a stratified split, and judge by recall or F1 per class rather than by accuracy.");
        }
    }
}
