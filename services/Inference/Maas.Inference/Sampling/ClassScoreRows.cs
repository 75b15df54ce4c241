using Maas.Inference.Calls;
using Maas.Inference.Models;

namespace Maas.Inference.Sampling;

/// <summary>Scores of the classes in rows that were chosen for Monitoring, a number per class. Read once, by the shipper.</summary>
internal sealed class ClassScoreRows
{
    // With more classes the scores would be most of what is told.
    private const int MaxClasses = 1000;

    // How far beyond [0, 1] the rounding of a sum or a mean of 16-bit numbers, 11 bits of which count, may take a probability.
    private const double Rounding = 1e-3;

    // Tag and length of the scores of one row on the wire.
    private const int RowOverhead = 4;

    private readonly TensorColumn _scores;
    private readonly int _classCount;

    private ClassScoreRows(TensorColumn scores, int classCount) => (_scores, _classCount) = (scores, classCount);

    /// <summary>Size of one row on the wire, roughly, in bytes.</summary>
    public int RowBytes => RowOverhead + (_classCount * sizeof(double));

    /// <summary>
    /// Takes rows of the scores that were computed for a request; null when none were, when the signature names no classes or too many,
    /// or when the output does not hold a number per row and class.
    /// </summary>
    /// <param name="answer">What the request got.</param>
    /// <param name="rows">Indexes of the chosen rows, ascending.</param>
    public static ClassScoreRows? Of(CallAnswer answer, IReadOnlyList<int> rows)
    {
        var signature = answer.Model.Signature;
        var classCount = signature.ClassLabels.Count;
        var meaning = signature.Outputs.FirstOrDefault(output => output.Role == TensorRole.ClassScores);
        return classCount is > 0 and <= MaxClasses && meaning is not null
            && answer.Output(meaning.Name) is { } tensor && IsTable(tensor, answer.RowCount, classCount)
            && TensorColumn.TryMake(Take(tensor, answer.RowCount, classCount, rows), rows.Count * classCount, out var scores)
            ? new ClassScoreRows(scores, classCount)
            : null;
    }

    /// <summary>
    /// Scores of one row, in the order of the signature's labels, in [0, 1]; empty when any of them is no probability, for the
    /// other side would take no row with it.
    /// </summary>
    /// <param name="row">Index among the chosen rows.</param>
    public IReadOnlyList<double> Row(int row)
    {
        var scores = new double[_classCount];
        for (var i = 0; i < scores.Length; i++)
        {
            var score = _scores.Number((row * _classCount) + i);
            if (!(score is >= -Rounding and <= 1 + Rounding))
            {
                return [];
            }

            scores[i] = Math.Clamp(score, 0, 1);
        }

        return scores;
    }

    private static bool IsTable(Tensor tensor, int rowCount, int classCount) =>
        tensor.DataType != TensorDataType.Bytes && tensor.Shape.Length >= 2 && tensor.Shape[0] == rowCount
        && tensor.ElementCount == (long)rowCount * classCount && tensor.ElementCount <= int.MaxValue;

    // Of some rows the others are let go of.
    private static Tensor Take(Tensor tensor, int rowCount, int classCount, IReadOnlyList<int> rows)
    {
        var content = tensor.Content;
        if (rows.Count < rowCount)
        {
            var rowBytes = classCount * tensor.DataType.ElementSize;
            var kept = new byte[rows.Count * rowBytes];
            for (var i = 0; i < rows.Count; i++)
            {
                content.Span.Slice(rows[i] * rowBytes, rowBytes).CopyTo(kept.AsSpan(i * rowBytes));
            }

            content = kept;
        }

        return tensor with { Shape = [(long)rows.Count * classCount], Content = content };
    }
}
