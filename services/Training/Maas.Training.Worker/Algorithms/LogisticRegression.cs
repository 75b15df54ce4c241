using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// Logistic regression in double precision. Minimises the summed cross-entropy plus l2 / 2 * |W|^2, the intercepts
/// left out; 1 / l2 is scikit-learn's <c>C</c>. Two classes share one weight vector (sigmoid); more have one each
/// (softmax), as scikit-learn has it.
/// </summary>
internal static class LogisticRegression
{
    private const int MaxIterations = 2000;

    /// <summary>Share of the rows that the gradient may be off by; leaves the loss exact to about 1e-10.</summary>
    private const double RelativeTolerance = 1e-8;

    /// <param name="features">The training rows.</param>
    /// <param name="target">Their classes, 2 or more.</param>
    /// <param name="classWeighting">One of <see cref="ClassWeighting"/>.</param>
    /// <param name="l2Penalty">0 or more.</param>
    /// <param name="goesOn">Told the number of finished iterations and the mean loss; says whether there shall be another.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>.</exception>
    public static LinearModel Fit(
        FeatureMatrix features, Target target, string classWeighting, double l2Penalty, Func<int, double, bool> goesOn)
    {
        using var objective = new LogisticObjective(
            features, target.Classes, ClassWeighting.Of(classWeighting, target.Classes, target.Labels.Count), l2Penalty);
        var point = new double[objective.ParameterCount];
        var value = Lbfgs.Minimise(
            objective.Evaluate, point, RelativeTolerance * features.RowCount, MaxIterations,
            (iteration, loss) => goesOn(iteration, loss / features.RowCount));
        return double.IsFinite(value)
            ? new LinearModel(objective.ToWeights(point), isClassifier: true)
            : throw PlanErrors.Diverged("in logistic regression");
    }
}
