namespace Maas.Training.Plans;

/// <summary>How the probabilities of a classifier are made to say how often it is right.</summary>
public static class CalibrationMethod
{
    /// <summary>They are left as they are.</summary>
    public const string None = "none";

    /// <summary>
    /// Logits divided by one number. Never changes the label. Source: Guo et al., "On calibration of modern neural networks", 2017, section 4.2.
    /// </summary>
    public const string Temperature = "temperature";

    /// <summary>
    /// A logistic function of the log-odds. Two classes. Source: Platt, "Probabilistic outputs for support vector machines", 1999.
    /// </summary>
    public const string Platt = "platt";

    /// <summary>
    /// A rising line through the shares of blocks. Two classes. Source: Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass
    /// probability estimates", 2002.
    /// </summary>
    public const string Isotonic = "isotonic";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Temperature, Platt, Isotonic];
}

/// <summary>What the threshold between two classes is chosen by.</summary>
public static class DecisionMetric
{
    /// <summary>It is 0.5: the likelier class.</summary>
    public const string None = "none";

    /// <summary>Harmonic mean of precision and recall of the second class.</summary>
    public const string F1 = "f1";

    /// <summary>Mean of the recalls of both classes.</summary>
    public const string BalancedAccuracy = "balanced-accuracy";

    /// <summary>Matthews correlation coefficient.</summary>
    public const string Mcc = "mcc";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, F1, BalancedAccuracy, Mcc];
}
