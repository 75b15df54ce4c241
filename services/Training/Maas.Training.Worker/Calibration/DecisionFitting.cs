using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Calibration;

/// <summary>
/// Fits the calibration and the threshold of a plan on rows that the model has not seen: the validation rows when there are some of every class, else
/// training rows, each asked from a model that was fitted on others: on four fifths of them, on other groups, or on what was before.
/// </summary>
/// <param name="plan">What is asked for.</param>
/// <param name="fit">Fits a model of the same kind.</param>
internal sealed class DecisionFitting(TrainingPlan plan, Func<FittingRows, IFittedModel> fit)
{
    /// <summary>Says before anything is trained whether it can be done.</summary>
    /// <exception cref="MaasException"><c>SPEC_INVALID</c>.</exception>
    public static void Check(TrainingPlan plan, int classCount)
    {
        if (classCount > 2 && (plan.Calibration is CalibrationMethod.Platt or CalibrationMethod.Isotonic || plan.DecisionMetric != DecisionMetric.None))
        {
            throw PlanErrors.SpecInvalid(
                $"the calibration '{plan.Calibration}' with the decision metric '{plan.DecisionMetric}' is for two classes, and the target has {classCount}. "
                + $"Take '{CalibrationMethod.Temperature}' and '{DecisionMetric.None}'.");
        }
    }

    /// <param name="model">The model itself.</param>
    /// <param name="rows">What it was fitted on.</param>
    public ClassDecision Fit(IFittedModel model, FittingRows rows)
    {
        if (plan.Task != LearningTask.Classification || plan is { Calibration: CalibrationMethod.None, DecisionMetric: DecisionMetric.None })
        {
            return ClassDecision.Plain;
        }

        var classCount = rows.TrainTarget.Labels.Count;
        var (probabilities, truth) = rows.Validation is { } held && rows.ValidationTarget!.Classes.Distinct().Count() == classCount
            ? (model.Predict(held), rows.ValidationTarget!.Classes)
            : OutOfFold(rows);
        Calibrator calibrator = plan.Calibration switch
        {
            CalibrationMethod.None => new Uncalibrated(),
            CalibrationMethod.Temperature => TemperatureScaling.Fit(probabilities, truth, classCount),
            CalibrationMethod.Platt => PlattScaling.Fit(probabilities, truth),
            CalibrationMethod.Isotonic => IsotonicRegression.Fit(probabilities, truth),
            _ => throw PlanErrors.SpecInvalid($"the calibration '{plan.Calibration}' is unknown."),
        };
        calibrator.Apply(probabilities, classCount);
        return new ClassDecision(calibrator, DecisionThreshold.Fit(plan.DecisionMetric, probabilities, truth));
    }

    private (double[] Probabilities, int[] Truth) OutOfFold(FittingRows rows)
    {
        var target = rows.TrainTarget;
        List<double> probabilities = [];
        List<int> truth = [];
        foreach (var (others, held) in rows.DecisionFolds.Count > 0 ? rows.DecisionFolds : FoldsByClass(target))
        {
            using var model = fit(new FittingRows(rows.Layout, rows.Train.Take(others), target.Take(others)));
            probabilities.AddRange(model.Predict(rows.Train.Take(held)));
            truth.AddRange(held.Select(row => target.Classes[row]));
        }

        return ([.. probabilities], [.. truth]);
    }

    // Every class in turn over the folds; what stands once is learnt from by all but one.
    private static IReadOnlyList<(int[] Others, int[] Held)> FoldsByClass(Target target)
    {
        var next = new int[target.Labels.Count];
        var folds = Array.ConvertAll(target.Classes, c => next[c]++ % RowDivision.DecisionFoldCount);
        int[] all = [.. Enumerable.Range(0, folds.Length)];
        return [.. Enumerable.Range(0, folds.Max() + 1).Select(fold =>
            (Array.FindAll(all, row => folds[row] != fold), Array.FindAll(all, row => folds[row] == fold)))];
    }
}
