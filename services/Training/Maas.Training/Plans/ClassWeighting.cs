namespace Maas.Training.Plans;

/// <summary>How much the rows of a class count in the loss.</summary>
public static class ClassWeighting
{
    /// <summary>As often as they stand in the data.</summary>
    public const string None = "none";

    /// <summary>
    /// Rows / (classes * rows of the class), so that every class counts the same; as scikit-learn's <c>class_weight='balanced'</c>.
    /// Source: King and Zeng, "Logistic regression in rare events data", 2001.
    /// </summary>
    public const string Balanced = "balanced";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Balanced];

    /// <summary>The weight of each class.</summary>
    /// <param name="weighting">One of these.</param>
    /// <param name="classes">Class of each row, 0 or more.</param>
    /// <param name="classCount">Classes; one without rows gets 0.</param>
    public static double[] Of(string weighting, ReadOnlySpan<int> classes, int classCount)
    {
        var weights = new double[classCount];
        if (weighting != Balanced)
        {
            Array.Fill(weights, 1);
            return weights;
        }

        foreach (var c in classes)
        {
            weights[c]++;
        }

        for (var c = 0; c < classCount; c++)
        {
            weights[c] = weights[c] > 0 ? classes.Length / (classCount * weights[c]) : 0;
        }

        return weights;
    }
}
