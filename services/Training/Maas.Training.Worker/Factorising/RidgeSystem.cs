using System.Numerics.Tensors;

namespace Maas.Training.Worker.Factorising;

/// <summary>A small ridge regression: (X'X + l2 I) w = X'y, by Cholesky's factorisation. Used again and again; not thread-safe.</summary>
/// <remarks>Source: Golub and Van Loan, "Matrix Computations", 4th edition, algorithm 4.2.2.</remarks>
/// <param name="size">Unknowns.</param>
/// <param name="l2Penalty">Above 0, so that there is one solution.</param>
internal sealed class RidgeSystem(int size, double l2Penalty)
{
    // Lower triangle, row-major.
    private readonly double[] _matrix = new double[size * size];
    private readonly double[] _solution = new double[size];

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_matrix);
        Array.Clear(_solution);
        for (var i = 0; i < size; i++)
        {
            Row(i)[i] = l2Penalty;
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="x">One number per unknown.</param>
    /// <param name="y">What they shall give.</param>
    public void Add(ReadOnlySpan<double> x, double y)
    {
        for (var i = 0; i < size; i++)
        {
            var row = Row(i)[..(i + 1)];
            TensorPrimitives.MultiplyAdd(x[..(i + 1)], x[i], row, row);
        }

        TensorPrimitives.MultiplyAdd<double>(x, y, _solution, _solution);
    }

    /// <summary>The solution; valid until the next call.</summary>
    public ReadOnlySpan<double> Solve()
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = Row(i)[j] - TensorPrimitives.Dot<double>(Row(i)[..j], Row(j)[..j]);
                Row(i)[j] = i == j ? Math.Sqrt(rest) : rest / Row(j)[j];
            }

            _solution[i] = (_solution[i] - TensorPrimitives.Dot<double>(Row(i)[..i], _solution.AsSpan(0, i))) / Row(i)[i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            _solution[i] /= Row(i)[i];
            for (var j = 0; j < i; j++)
            {
                _solution[j] -= Row(i)[j] * _solution[i];
            }
        }

        return _solution;
    }

    private Span<double> Row(int i) => _matrix.AsSpan(i * size, size);
}
