using Maas.Errors;
using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>
/// Learns what is missing of categorical columns from the other features, by multinomial logistic regression over the training rows that have
/// it; the target is not looked at. One round of what van Buuren and Groothuis-Oudshoorn, "mice", 2011, section 3.3 (<c>polyreg</c>), do several times, and
/// without its draws.
/// </summary>
internal static class CategoryPredictionFitter
{
    private const int MostRows = 100_000;

    // 64 MiB in double precision.
    private const int MostNumbers = 1 << 23;

    // Of all columns together, so that there is a bound however many are filled: about 10 s on two cores. Not bounded by the clock: the same rows give the same model.
    private const long MostWork = 1 << 28;

    // A class costs a row what so many predictors cost it: exponentials and logarithms over memory, beside two fast products.
    private const int WorkOfAClass = 128;

    // Below, the categories would hardly be seen.
    private const int FewestRows = 1000;
    private const int MostIterations = 100;
    private const double L2Penalty = 1;

    /// <param name="plan">What is done to each column.</param>
    /// <param name="train">The training rows: one column per feature of the plan.</param>
    /// <returns>Null when no column is filled so.</returns>
    /// <exception cref="MaasException">
    /// <c>SPEC_INVALID</c>: there is nothing to predict from. <c>DATA_UNSUITABLE</c>: there is too much of it, or there are too many categories.
    /// </exception>
    public static CategoryPredictions? Fit(TrainingPlan plan, RawRows train)
    {
        var columns = plan.Features.Zip(train.Columns)
            .Where(pair => pair.First is { Kind: FeatureKind.Categorical, Imputation: Imputation.Predicted })
            .Select(pair => pair.Second).ToList();
        if (columns.Count == 0)
        {
            return null;
        }

        var predictors = PredictorFitter.Fit(plan, train);
        List<CategoryPrediction> predictions =
            [.. columns.Select(column => Fit(column, predictors, train, MostWork / columns.Count, plan.Threads)).OfType<CategoryPrediction>()];
        return predictions.Count == 0 ? null : new CategoryPredictions(predictors, predictions);
    }

    // Null when there is nothing to choose from.
    private static CategoryPrediction? Fit(RawColumn column, PredictorBlock predictors, RawRows train, long mostWork, int threads)
    {
        string[] classes = [.. CategoryCounts.Of(column.Texts!)];
        RequireWithin(column.Name, classes.Length, predictors);
        if (classes.Length < 2)
        {
            return null;
        }

        var places = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var rows = EvenRows.Of(
            [.. Enumerable.Range(0, train.Count).Where(row => column.Texts![row].Length > 0)], MostRowsOf(classes.Length, predictors.Width, mostWork));
        var others = WithoutOwn(Encode(predictors, train, rows, threads), column.Name, predictors);
        using var model = LogisticRegression.Fit(
            others, new Target([], Array.ConvertAll(rows, row => places[column.Texts![row]]), classes), ClassWeighting.None, L2Penalty,
            (iteration, _) => iteration < MostIterations);
        return new CategoryPrediction(column.Name, classes, model.Linear);
    }

    private static int MostRowsOf(int classCount, int width, long mostWork) => (int)Math.Clamp(
        mostWork / ((long)classCount * (width + WorkOfAClass)), FewestRows, Math.Min(MostRows, MostNumbers / width));

    private static void RequireWithin(string column, int classCount, PredictorBlock predictors)
    {
        var count = predictors.Owners.Count(owner => owner != column);
        if (count == 0)
        {
            throw PlanErrors.SpecInvalid(
                $"what is missing of '{column}' can only be predicted from other numeric or categorical columns, and there is none. "
                + "Choose another imputation, or other features.");
        }

        if (count > Imputation.MaxPredictors)
        {
            throw PlanErrors.DataUnsuitable(
                $"what is missing of '{column}' would be predicted from {count} numbers (numeric columns, and categories one by one), at most "
                + $"{Imputation.MaxPredictors} are taken. Choose another imputation, or fewer features.");
        }

        if (classCount > Imputation.MaxPredictedCategories)
        {
            throw PlanErrors.DataUnsuitable(
                $"what is missing of '{column}' would be one of {classCount} categories, at most {Imputation.MaxPredictedCategories} can be predicted. "
                + "Choose another imputation.");
        }
    }

    // By the nodes that serve.
    private static FeatureMatrix Encode(PredictorBlock predictors, RawRows train, int[] rows, int threads)
    {
        var owners = predictors.Owners.ToHashSet(StringComparer.Ordinal);
        var known = (train with { Columns = [.. train.Columns.Where(column => owners.Contains(column.Name))] }).Take(rows);
        var graph = new OnnxGraphBuilder("predictors");
        var output = predictors.AppendTo(graph, PreparationGraph.AppendInputs(graph, known));
        using var session = new ArtifactSession(
            graph.Build(new OnnxOutput(output, OnnxElementType.Float, OnnxDimension.Batch, predictors.Width)), threads);
        return new FeatureMatrix(session.RunFloats(known, output.Name), known.Count, predictors.Width);
    }

    // A column says nothing of itself: where its predictors are 0, so is their gradient, and their weights stay 0.
    private static FeatureMatrix WithoutOwn(FeatureMatrix encoded, string column, PredictorBlock predictors)
    {
        foreach (var (place, _) in predictors.Owners.Index().Where(owner => owner.Item == column))
        {
            for (var row = 0; row < encoded.RowCount; row++)
            {
                encoded.Values[(row * encoded.Width) + place] = 0;
            }
        }

        return encoded;
    }
}
