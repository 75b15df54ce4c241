using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Checks what shall be done to one column and decides what was left open.</summary>
/// <param name="field">Path of the choice in the request.</param>
/// <param name="kind">Kind of the column.</param>
/// <param name="algorithm">What learns from it.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class FeatureRules(string field, ColumnKind kind, string algorithm, List<FieldViolation> violations)
{
    private const int MostBins = 1000;
    private const int DefaultBins = 10;
    private const int MostWords = 3;
    private const int MostTerms = 100_000;
    private const int MostLength = 10_000;

    // Stands in for a user or an item that is missing.
    private const string Nobody = "(nobody)";

    private bool TakesSequences => algorithm is Algorithm.Rnn or Algorithm.Cnn;

    /// <summary>The choice, all decided that goes with the kind.</summary>
    public FeatureChoice Complete(FeatureChoice choice)
    {
        if (algorithm == Algorithm.MatrixFactorisation)
        {
            return CompleteId(choice);
        }

        if (kind == ColumnKind.Text && choice.Encoding.Length == 0)
        {
            choice = choice with { Encoding = TakesSequences ? TextEncoding.TokenIds : TextEncoding.TfIdf };
        }

        Refuse(kind != ColumnKind.Image && choice.Image is not null, "image");
        if (kind == ColumnKind.Numeric)
        {
            RefuseTextKnobs(choice);
            return CompleteNumber(choice);
        }

        RefuseNumberKnobs(choice);
        if (kind == ColumnKind.Image)
        {
            RefuseTextKnobs(choice);
            Refuse(choice.Encoding.Length > 0, "encoding");
            Refuse(choice.Imputation is not ("" or Imputation.Drop), "imputation");
            Refuse(choice.ImputationConstant.Length > 0, "imputation_constant");
            return choice with { Image = new ImageRules($"{field}.image", algorithm, violations).Complete(choice.Image) };
        }

        return choice.IsText || kind == ColumnKind.Text ? CompleteText(choice) : CompleteCategory(choice);
    }

    private FeatureChoice CompleteNumber(FeatureChoice choice)
    {
        var complete = choice with
        {
            Imputation = Or(choice.Imputation, Imputation.Mean),
            Scaling = Or(choice.Scaling, Scaling.ZScore),
            Outliers = Or(choice.Outliers, Outliers.None),
            OutlierAction = Or(choice.OutlierAction, OutlierAction.Clip),
            Transform = Or(choice.Transform, NumericTransform.None),
            BinCount = choice.BinCount ?? (choice.Transform == NumericTransform.QuantileBins ? DefaultBins : null),
        };
        CheckImputation(complete, Imputation.Numeric);
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

    private FeatureChoice CompleteCategory(FeatureChoice choice)
    {
        RefuseTextKnobs(choice);
        Require(algorithm != Algorithm.KMeans || choice.Encoding != CategoryEncoding.Target, "encoding",
            $"'{CategoryEncoding.Target}' needs a target, and '{algorithm}' has none.");
        var complete = choice with
        {
            Imputation = Or(choice.Imputation, Imputation.MostFrequent),
            Encoding = Or(choice.Encoding, CategoryEncoding.OneHot),
        };
        CheckImputation(complete, Imputation.Categorical);
        RequireWord(complete.Encoding, [.. CategoryEncoding.All, .. TextEncoding.All], "encoding");
        return complete;
    }

    private FeatureChoice CompleteText(FeatureChoice choice)
    {
        RequireWord(choice.Encoding, TextEncoding.All, "encoding");
        var isTerms = choice.Encoding == TextEncoding.TfIdf;
        Require(isTerms || TakesSequences, "encoding",
            $"'{TextEncoding.TokenIds}' goes with '{Algorithm.Rnn}' and '{Algorithm.Cnn}' only, got '{algorithm}'.");
        Require(choice.Imputation is "" or Imputation.Drop, "imputation",
            $"A text without a value has no words; expected nothing or '{Imputation.Drop}', got '{choice.Imputation}'.");
        Refuse(choice.ImputationConstant.Length > 0, "imputation_constant");
        Require(isTerms || choice.MaxNgram is null, "max_ngram", $"Goes with '{TextEncoding.TfIdf}' only.");
        Require(!isTerms || choice.MaxLength is null, "max_length", $"Goes with '{TextEncoding.TokenIds}' only.");
        var usual = new TextPlan();
        var complete = choice with
        {
            MaxNgram = choice.MaxNgram ?? (isTerms ? usual.MaxNgram : null),
            MinDocuments = choice.MinDocuments ?? usual.MinDocuments,
            MaxTerms = choice.MaxTerms ?? usual.MaxTerms,
            MaxLength = choice.MaxLength ?? (isTerms ? null : usual.MaxLength),
        };
        RequireWithin(complete.MaxNgram, MostWords, "max_ngram");
        RequireWithin(complete.MinDocuments, int.MaxValue, "min_documents");
        RequireWithin(complete.MaxTerms, MostTerms, "max_terms");
        RequireWithin(complete.MaxLength, MostLength, "max_length");
        return complete;
    }

    // A user or an item, whatever its values look like; one without a name is one of its own.
    private FeatureChoice CompleteId(FeatureChoice choice)
    {
        Require(kind != ColumnKind.Numeric, "column",
            $"'{choice.Column}' is numeric; '{algorithm}' needs names of users and items. Import the data with its kind set to categorical.");
        Require(kind != ColumnKind.Image, "column", $"'{choice.Column}' holds images; '{algorithm}' needs names of users and items.");
        Refuse(choice.Image is not null, "image");
        RefuseNumberKnobs(choice);
        RefuseTextKnobs(choice);
        RequireWord(Or(choice.Encoding, CategoryEncoding.Ordinal), [CategoryEncoding.Ordinal], "encoding");
        var isOpen = choice.Imputation.Length == 0;
        var complete = choice with
        {
            Imputation = isOpen ? Imputation.Constant : choice.Imputation,
            ImputationConstant = isOpen ? Or(choice.ImputationConstant, Nobody) : choice.ImputationConstant,
            Encoding = CategoryEncoding.Ordinal,
        };
        if (kind != ColumnKind.Numeric)
        {
            CheckImputation(complete, Imputation.Ids);
        }

        return complete;
    }

    private void RefuseNumberKnobs(FeatureChoice choice)
    {
        Refuse(choice.Scaling.Length > 0, "scaling");
        Refuse(choice.Outliers.Length > 0, "outliers");
        Refuse(choice.OutlierAction.Length > 0, "outlier_action");
        Refuse(choice.Transform.Length > 0, "transform");
        Refuse(choice.BinCount is not null, "bin_count");
        Refuse(choice.HasMissingIndicator, "missing_indicator");
    }

    private void RefuseTextKnobs(FeatureChoice choice)
    {
        Refuse(choice.IsCaseSensitive, "case_sensitive");
        Refuse(choice.MaxNgram is not null, "max_ngram");
        Refuse(choice.MinDocuments is not null, "min_documents");
        Refuse(choice.MaxTerms is not null, "max_terms");
        Refuse(choice.MaxLength is not null, "max_length");
    }

    private void RequireWithin(int? value, int most, string name) =>
        Require(value is null || (value >= 1 && value <= most), name, $"Expected 1-{most}, got {value}.");

    private void CheckImputation(FeatureChoice choice, IReadOnlyList<string> words)
    {
        RequireWord(choice.Imputation, words, "imputation");
        if (choice.Imputation != Imputation.Constant)
        {
            Require(choice.ImputationConstant.Length == 0, "imputation_constant",
                $"Goes with the imputation 'constant' only, got '{choice.Imputation}'.");
            return;
        }

        var isUsable = kind == ColumnKind.Numeric
            ? CellText.TryParseSingle(choice.ImputationConstant)
            : choice.ImputationConstant.Length > 0;
        Require(isUsable, "imputation_constant",
            $"Expected {(kind == ColumnKind.Numeric ? "a number" : "a text")}, got '{choice.ImputationConstant}'.");
    }

    private void Refuse(bool isSet, string name) =>
        Require(!isSet, name, $"Does not go with this {ColumnWords.Of(kind)} column; leave the field out.");

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
