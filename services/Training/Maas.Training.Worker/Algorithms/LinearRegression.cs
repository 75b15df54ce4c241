using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// Least squares, solved in double precision by LAPACK's rank-revealing QR (gelsy): among equally good solutions
/// the one of smallest norm, so redundant columns do no harm. Minimises half the sum of squared errors plus
/// l2 / 2 * |w|^2, the intercept left out; l2 is scikit-learn's <c>Ridge(alpha)</c>.
/// </summary>
internal static class LinearRegression
{
    /// <param name="features">The training rows.</param>
    /// <param name="values">Their targets, finite.</param>
    /// <param name="l2Penalty">0 or more; 0 is ordinary least squares.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>: the numbers are too large for the solver.</exception>
    public static LinearModel Fit(FeatureMatrix features, double[] values, double l2Penalty)
    {
        using var scope = NewDisposeScope();
        var x = tensor(features.Values, [features.RowCount, features.Width]).to(ScalarType.Float64);
        var y = tensor(values).unsqueeze(1);
        var xMean = x.mean([0L], keepdim: true);
        var yMean = y.mean();

        // Centred columns take the intercept out of the system: it is not penalised and costs no digits.
        var (a, b) = Penalise(x - xMean, y - yMean, l2Penalty);
        var w = linalg.lstsq(a, b).Solution.squeeze(1);
        var coefficients = w.data<double>().ToArray();
        var intercept = (yMean - xMean.squeeze(0).dot(w)).item<double>();
        return coefficients.All(double.IsFinite) && double.IsFinite(intercept)
            ? new LinearModel(new LinearWeights(coefficients, [intercept]), isClassifier: false)
            : throw PlanErrors.Diverged("in the least-squares solution");
    }

    // Ridge as plain least squares: sqrt(l2) times the identity below, zeros beside it. Better conditioned than X'X.
    private static (Tensor A, Tensor B) Penalise(Tensor x, Tensor y, double l2Penalty)
    {
        if (l2Penalty == 0)
        {
            return (x, y);
        }

        var width = x.shape[1];
        return (
            cat([x, eye(width, dtype: ScalarType.Float64) * Math.Sqrt(l2Penalty)], 0),
            cat([y, zeros([width, 1], dtype: ScalarType.Float64)], 0));
    }
}
