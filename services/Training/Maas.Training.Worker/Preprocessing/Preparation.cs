using Maas.Imaging;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing.Categories;
using Maas.Training.Worker.Preprocessing.Images;
using Maas.Training.Worker.Preprocessing.Numbers;
using Maas.Training.Worker.Preprocessing.Texts;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// How raw columns become one row of numbers, with every statistic fitted: numeric columns first, then what says which of them
/// were missing, then the other columns, each group in the order of the plan.
/// </summary>
internal sealed record Preparation
{
    /// <summary>Comes before all else: what is missing of categories that other columns tell. Null when none is filled so.</summary>
    public CategoryPredictions? PredictedCategories { get; init; }

    /// <summary>The numeric columns.</summary>
    public required NumberBlock Numbers { get; init; }

    /// <summary>The other columns.</summary>
    public required IReadOnlyList<ColumnPreparation> Others { get; init; }

    /// <summary>Names of the output's columns: <c>bmi</c>, <c>bmi:missing</c>, <c>species=setosa</c>.</summary>
    public IReadOnlyList<string> FeatureNames => field ??= [.. Numbers.FeatureNames, .. Others.SelectMany(other => other.FeatureNames)];

    /// <summary>The raw column that each of them is made of.</summary>
    public IEnumerable<string> FeatureColumns =>
        [.. Numbers.FeatureColumns, .. Others.SelectMany(other => Enumerable.Repeat(other.Column, other.FeatureNames.Count))];

    /// <summary>Columns of the output.</summary>
    public int Width => FeatureNames.Count;

    /// <summary>What the numbers of a row stand for.</summary>
    public FeatureLayout Layout => this switch
    {
        { Numbers.Columns.Count: 0, Others: [TokenPreparation tokens] } => new TokenLayout(tokens.Length, tokens.TokenCount),
        { Numbers.Columns.Count: 0, Others: [ImagePreparation images] } => images.Layout,
        _ => new NumberLayout(Width),
    };

    /// <summary>What images of a column are brought to; null for other columns.</summary>
    public ImageGrid? GridOf(string column) => Others.OfType<ImagePreparation>().FirstOrDefault(other => other.Column == column)?.Grid;

    /// <summary>Categories of a column that were seen; empty for other columns.</summary>
    public IReadOnlyList<string> CategoriesOf(string column) => Others.FirstOrDefault(other => other.Column == column)?.Categories ?? [];
}
