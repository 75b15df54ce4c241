namespace Maas.Training.Plans;

/// <summary>What the values of a column are to a model.</summary>
public static class FeatureKind
{
    /// <summary>Numbers; NaN is missing.</summary>
    public const string Numeric = "numeric";

    /// <summary>Text of few distinct values; empty is missing.</summary>
    public const string Categorical = "categorical";

    /// <summary>Text of many distinct values, which is cut into words; empty has none.</summary>
    public const string Text = "text";

    /// <summary>PNG or JPEG images.</summary>
    public const string Image = "image";
}
