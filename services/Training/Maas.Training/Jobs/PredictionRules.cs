using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Checks that there is something to predict missing values from, and not too much of it.</summary>
/// <param name="field">Path of the features in the request.</param>
/// <param name="groupColumn">Column that rows are divided by, which nothing is predicted from; empty when there is none.</param>
/// <param name="kinds">Of all columns of the data.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class PredictionRules(
    string field, string groupColumn, IReadOnlyDictionary<string, ColumnKind> kinds, List<FieldViolation> violations)
{
    /// <param name="features">Complete; columns that the data has not may be among them.</param>
    public void Check(IReadOnlyList<FeatureChoice> features)
    {
        foreach (var (index, feature) in features.Index())
        {
            if (feature.Imputation == Imputation.Predicted && Sources(feature, features) is { } sources)
            {
                Check(feature.Column, sources, $"{field}[{index}].imputation");
            }
        }
    }

    private void Check(string column, (string Kinds, int Count) sources, string at)
    {
        if (sources.Count == 0)
        {
            violations.Add(new FieldViolation(at,
                $"'{column}' can only be predicted from other {sources.Kinds} features, and there is none. Name one, or choose another imputation."));
        }

        if (sources.Count > Imputation.MaxPredictors)
        {
            violations.Add(new FieldViolation(at,
                $"'{column}' would be predicted from {sources.Count} other {sources.Kinds} features; expected at most {Imputation.MaxPredictors}. "
                + "Name fewer, or choose another imputation."));
        }
    }

    // Null for kinds of columns that are refused whatever there is beside them.
    private (string Kinds, int Count)? Sources(FeatureChoice feature, IReadOnlyList<FeatureChoice> features)
    {
        var others = features.Where(other => other.Column != feature.Column && other.Column != groupColumn).ToList();
        var numbers = others.Count(other => IsOf(other, ColumnKind.Numeric));
        return IsOf(feature, ColumnKind.Numeric) ? ("numeric", numbers)
            : IsOf(feature, ColumnKind.Categorical) ? ("numeric or categorical", numbers + others.Count(other => IsOf(other, ColumnKind.Categorical)))
            : null;
    }

    private bool IsOf(FeatureChoice feature, ColumnKind kind) =>
        kinds.TryGetValue(feature.Column, out var own) && own == kind && !feature.IsText;
}
