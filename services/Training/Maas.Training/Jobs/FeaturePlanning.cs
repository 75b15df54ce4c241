using Maas.Training.Datasets;
using Maas.Training.Plans;
using Maas.Training.Profiles;

namespace Maas.Training.Jobs;

/// <summary>Plans what is done to each column by what a profile tells of its values. Whatever it leaves open is done as usual.</summary>
internal static class FeaturePlanning
{
    /// <summary>Every column in its usual way.</summary>
    public const string Usual = "usual";

    /// <summary>By the profile of all rows.</summary>
    public const string Profile = "profile";

    private const double TellingMissingRatio = 0.02;
    private const double Skewed = 3;
    private const double LongTailed = 10;
    private const long FewestForShape = 10;
    private const long ManyCategories = 100;
    private const string MissingCategory = "(missing)";

    /// <summary>Both words.</summary>
    public static IReadOnlyList<string> Words { get; } = [Usual, Profile];

    /// <summary>Whether a profile is needed to complete a spec.</summary>
    public static bool NeedsProfile(JobSpec spec, DatasetVersion version) =>
        spec.Features.Count == 0 && !TableFormats.IsArchive(version.Format) && spec.Algorithm != Algorithm.MatrixFactorisation
        && spec.Task != LearningTask.Recommendation
        && (spec.FeaturePlan == Profile || (spec.FeaturePlan.Length == 0 && spec.Algorithm == Algorithm.Auto));

    /// <summary>The features that are learnt from; none when the profile leaves nothing.</summary>
    /// <param name="spec">As sent.</param>
    /// <param name="profile">Of all rows.</param>
    public static IReadOnlyList<FeatureChoice> Of(JobSpec spec, DatasetProfile profile)
    {
        var group = SplitMethod.GroupOf(spec.SplitMethod, spec.SplitColumn);
        return
        [
            .. profile.Columns
                .Where(column => column.Column.Name != spec.TargetColumn && column.Column.Name != group)
                .Where(column => column.Column.Kind is ColumnKind.Numeric or ColumnKind.Categorical)
                .Where(column => IsTelling(column, profile))
                .Select(column => column.Column.Kind == ColumnKind.Numeric
                    ? OfNumbers(column, profile.RowCount, spec.Algorithm)
                    : OfCategories(column, spec.Algorithm)),
        ];
    }

    // Whether it is there may tell something even when its value is always the same.
    private static bool IsTelling(ColumnProfile column, DatasetProfile profile) =>
        column.DistinctCount > (column.MissingCount == 0 ? 1 : 0) && !FindingRules.IsIdLike(column, profile.DuplicateRowCount);

    // Trees cut wherever it helps: neither shape nor tails matter to them.
    private static FeatureChoice OfNumbers(ColumnProfile column, long rowCount, string algorithm)
    {
        var numbers = column.Numeric!;
        var isSkewed = Math.Abs(numbers.Skewness ?? 0) > Skewed && column.DistinctCount >= FewestForShape;
        var hasTails = numbers.Kurtosis > LongTailed && column.DistinctCount >= FewestForShape && !isSkewed;
        var isTree = algorithm == Algorithm.GradientBoosting;
        return new FeatureChoice(column.Column.Name, isSkewed || hasTails ? Imputation.Median : "")
        {
            HasMissingIndicator = column.MissingCount >= TellingMissingRatio * rowCount && column.MissingCount > 0,
            Transform = isSkewed && !isTree ? NumericTransform.Log1p : "",
            Outliers = hasTails && !isTree ? Outliers.Percentile : "",
        };
    }

    private static FeatureChoice OfCategories(ColumnProfile column, string algorithm)
    {
        var encoding = column.DistinctCount > ManyCategories && algorithm != Algorithm.GradientBoosting ? CategoryEncoding.Frequency : "";
        return column.MissingCount > 0
            ? new FeatureChoice(column.Column.Name, Imputation.Constant, MissingCategory) { Encoding = encoding }
            : new FeatureChoice(column.Column.Name) { Encoding = encoding };
    }
}
