namespace Maas.Training.Worker.Baselines;

/// <summary>Scores of a classifier, class by class.</summary>
/// <param name="scores">Shape [rows, classes], row-major, finite.</param>
/// <param name="count">Classes, 2 or more.</param>
internal sealed class ClassScores(float[] scores, int count)
{
    /// <summary>Classes.</summary>
    public int Count => count;

    /// <summary>Rows.</summary>
    public int RowCount => scores.Length / count;

    /// <summary>Those of one class, all rows, in [0, 1].</summary>
    public double[] Of(int c)
    {
        var column = new double[RowCount];
        for (var row = 0; row < column.Length; row++)
        {
            // Rounding may take a single-precision probability past 1.
            column[row] = Math.Clamp((double)scores[(row * count) + c], 0, 1);
        }

        return column;
    }
}
