namespace Maas.Training.Plans;

/// <summary>How a numeric column is scaled, after imputation. A column without spread becomes all zeros.</summary>
public static class Scaling
{
    /// <summary>
    /// (x - mean) / standard deviation, both over the imputed training rows; the deviation is that of the
    /// population (divisor n), as scikit-learn's StandardScaler has it.
    /// </summary>
    public const string ZScore = "z-score";

    /// <summary>(x - min) / (max - min): training rows fall into [0, 1], others may leave it.</summary>
    public const string MinMax = "min-max";

    /// <summary>(x - median) / (upper quartile - lower quartile): outliers do not decide it.</summary>
    public const string Robust = "robust";

    /// <summary>x / largest magnitude: zero stays zero.</summary>
    public const string MaxAbs = "max-abs";

    /// <summary>As it is.</summary>
    public const string None = "none";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [ZScore, MinMax, Robust, MaxAbs, None];
}
