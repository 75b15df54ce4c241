using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Checks what shall be done to one column and decides what was left open.</summary>
/// <param name="field">Path of the choice in the request.</param>
/// <param name="kind">Kind of the column.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class FeatureRules(string field, ColumnKind kind, List<FieldViolation> violations)
{
    private const int MostBins = 1000;
    private const int DefaultBins = 10;

    /// <summary>The choice, all decided that goes with the kind.</summary>
    public FeatureChoice Complete(FeatureChoice choice)
    {
        var complete = WithDefaults(choice);
        CheckImputation(complete);
        if (kind == ColumnKind.Numeric)
        {
            RequireWord(complete.Scaling, Scaling.All, "scaling");
            RequireWord(complete.Outliers, Outliers.All, "outliers");
            RequireWord(complete.OutlierAction, OutlierAction.All, "outlier_action");
            RequireWord(complete.Transform, NumericTransform.All, "transform");
            Require(complete.BinCount is null or (>= 2 and <= MostBins), "bin_count", $"Expected 2-{MostBins}, got {complete.BinCount}.");
            Require(choice.BinCount is null || complete.Transform == NumericTransform.QuantileBins, "bin_count",
                $"Goes with the transform '{NumericTransform.QuantileBins}' only, got '{complete.Transform}'.");
            Refuse(choice.Encoding.Length > 0, "encoding");
            return complete;
        }

        RequireWord(complete.Encoding, CategoryEncoding.All, "encoding");
        Refuse(choice.Scaling.Length > 0, "scaling");
        Refuse(choice.Outliers.Length > 0, "outliers");
        Refuse(choice.OutlierAction.Length > 0, "outlier_action");
        Refuse(choice.Transform.Length > 0, "transform");
        Refuse(choice.BinCount is not null, "bin_count");
        Refuse(choice.HasMissingIndicator, "missing_indicator");
        return complete;
    }

    private FeatureChoice WithDefaults(FeatureChoice choice) => kind == ColumnKind.Numeric
        ? choice with
        {
            Imputation = Or(choice.Imputation, Imputation.Mean),
            Scaling = Or(choice.Scaling, Scaling.ZScore),
            Outliers = Or(choice.Outliers, Outliers.None),
            OutlierAction = Or(choice.OutlierAction, OutlierAction.Clip),
            Transform = Or(choice.Transform, NumericTransform.None),
            BinCount = choice.BinCount ?? (choice.Transform == NumericTransform.QuantileBins ? DefaultBins : null),
        }
        : choice with
        {
            Imputation = Or(choice.Imputation, Imputation.MostFrequent),
            Encoding = Or(choice.Encoding, CategoryEncoding.OneHot),
        };

    private void CheckImputation(FeatureChoice choice)
    {
        RequireWord(choice.Imputation, kind == ColumnKind.Numeric ? Imputation.Numeric : Imputation.Categorical, "imputation");
        if (choice.Imputation != Imputation.Constant)
        {
            Require(choice.ImputationConstant.Length == 0, "imputation_constant",
                $"Goes with the imputation 'constant' only, got '{choice.Imputation}'.");
            return;
        }

        var isUsable = kind == ColumnKind.Numeric
            ? CellText.TryParseNumber(choice.ImputationConstant)
            : choice.ImputationConstant.Length > 0;
        Require(isUsable, "imputation_constant",
            $"Expected {(kind == ColumnKind.Numeric ? "a number" : "a text")}, got '{choice.ImputationConstant}'.");
    }

    private void Refuse(bool isSet, string name) =>
        Require(!isSet, name, $"Does not go with a {ColumnWords.Of(kind)} column; leave the field out.");

    private void RequireWord(string word, IReadOnlyList<string> words, string name) =>
        Require(words.Contains(word), name, $"Expected {ColumnWords.Of(words)} for a {ColumnWords.Of(kind)} column, got '{word}'.");

    private void Require(bool condition, string name, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation($"{field}.{name}", description));
        }
    }

    private static string Or(string word, string usual) => word.Length > 0 ? word : usual;
}
