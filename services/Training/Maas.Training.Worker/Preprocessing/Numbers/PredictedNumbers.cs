using Maas.Training.Worker.Algorithms;

namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>
/// Tells what is missing of numeric columns from the others, whose own gaps are filled by <see cref="NumberPreparation.Fill"/>. Immutable.
/// </summary>
/// <param name="Weights">Shape [columns, columns]. Of a column that is not filled so, the fill itself.</param>
/// <param name="Lows">Smallest prediction of each column, finite: what is far outside of all that was seen says nothing.</param>
/// <param name="Highs">The largest, finite.</param>
internal sealed record PredictedNumbers(LinearWeights Weights, double[] Lows, double[] Highs)
{
    /// <summary>One column with its gaps filled.</summary>
    /// <param name="column">Its place.</param>
    /// <param name="raw">Its rows; NaN is missing.</param>
    /// <param name="filled">All columns without gaps.</param>
    public float[] Apply(int column, float[] raw, float[][] filled)
    {
        var values = (float[])raw.Clone();
        for (var row = 0; row < values.Length; row++)
        {
            if (!float.IsNaN(values[row]))
            {
                continue;
            }

            var sum = Weights.Intercepts[column];
            for (var other = 0; other < filled.Length; other++)
            {
                sum += Weights.Row(column)[other] * filled[other][row];
            }

            values[row] = (float)Math.Clamp(sum, Lows[column], Highs[column]);
        }

        return values;
    }
}
