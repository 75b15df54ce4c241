using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// Least squares, solved directly in double precision. Minimises half the sum of squared errors plus
/// l2 / 2 * |w|^2, the intercept left out; l2 is scikit-learn's <c>Ridge(alpha)</c>. Among equally good solutions
/// it takes the one of smallest norm, so redundant columns do no harm.
/// </summary>
/// <remarks>
/// QR of the rows block by block, then the SVD of the small triangle R, which has the singular values of the whole.
/// Never forms X'X, which would square the condition number.
/// Source: Golub and Van Loan, "Matrix Computations", 4th edition, sections 5.3.3 and 5.5.3; for the blocks Demmel
/// et al., "Communication-optimal parallel and sequential QR and LU factorizations", 2012. Torch's own lstsq is not
/// used: its default driver hands LAPACK an uninitialised pivot array and so finds the rank by chance, see
/// pytorch/pytorch#187411.
/// </remarks>
internal static class LinearRegression
{
    private const int BlockRows = 16_384;

    /// <param name="features">The training rows.</param>
    /// <param name="values">Their targets, finite.</param>
    /// <param name="l2Penalty">0 or more; 0 is ordinary least squares.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>: the numbers are too large for the solver.</exception>
    public static LinearModel Fit(FeatureMatrix features, double[] values, double l2Penalty)
    {
        using var scope = NewDisposeScope();
        var x = tensor(features.Values, [features.RowCount, features.Width]);
        var y = tensor(values).unsqueeze(1);

        // Centred columns take the intercept out of the system: it is not penalised and costs no digits.
        var xMean = x.mean([0L], keepdim: true, type: ScalarType.Float64);
        var yMean = y.mean();
        var triangle = Reduce(x, y, xMean, yMean, l2Penalty);
        var w = Solve(triangle, features.RowCount);
        var coefficients = w.data<double>().ToArray();
        var intercept = (yMean - xMean.squeeze(0).dot(w)).item<double>();
        return coefficients.All(double.IsFinite) && double.IsFinite(intercept)
            ? new LinearModel(new LinearWeights(coefficients, [intercept]), isClassifier: false)
            : throw PlanErrors.Diverged("in the least-squares solution");
    }

    // R of the QR of [X, y], both centred, below it sqrt(l2) times the identity: ridge as plain least squares.
    private static Tensor Reduce(Tensor x, Tensor y, Tensor xMean, Tensor yMean, double l2Penalty)
    {
        var (rows, width) = (x.shape[0], x.shape[1]);
        var penalty = ones([width], dtype: ScalarType.Float64) * Math.Sqrt(l2Penalty);
        var triangle = nn.functional.pad(diag(penalty), (0, 1, 0, 1));
        for (long start = 0; start < rows; start += BlockRows)
        {
            using var blockScope = NewDisposeScope();
            var count = Math.Min(BlockRows, rows - start);
            var block = cat([x.narrow(0, start, count) - xMean, y.narrow(0, start, count) - yMean], 1);
            var next = linalg.qr(cat([triangle, block], 0), linalg.QRMode.R).R.MoveToOuterDisposeScope();
            triangle.Dispose();
            triangle = next;
        }

        return triangle;
    }

    // Of the triangle [R, c] with R = U S V': w = V S^-1 U' c. Singular values that differ from zero by rounding alone
    // are taken for zero.
    private static Tensor Solve(Tensor triangle, int rowCount)
    {
        var width = triangle.shape[1] - 1;
        var (u, s, vt) = linalg.svd(triangle.narrow(0, 0, width).narrow(1, 0, width), fullMatrices: false);
        var c = triangle.narrow(0, 0, width).select(1, width);
        var negligible = s.max() * (double.BitIncrement(1) - 1) * Math.Max(rowCount, width);
        var inverse = where(s > negligible, 1 / s, zeros_like(s));
        return vt.t().mv(inverse * u.t().mv(c));
    }
}
