using System.Globalization;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Networks.Learning;

namespace Maas.Training.Worker.Boosting;

/// <summary>
/// Gradient boosting by LightGBM: cross-entropy for classes, squared error of the standardised target for numbers. The same plan, rows
/// and thread count give the same trees.
/// </summary>
/// <remarks>Source: Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", 2017.</remarks>
/// <param name="plan">The knobs.</param>
/// <param name="observer">Told every iteration.</param>
internal sealed class GradientBoosting(TrainingPlan plan, ILearningObserver observer)
{
    private readonly List<double> _trainingLosses = [];
    private readonly List<double> _validationLosses = [];
    private int _best;
    private double _bestLoss = double.PositiveInfinity;

    /// <param name="rows">Prepared rows to learn from, and to compare iterations on.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>; <c>SPEC_INVALID</c>: LightGBM does not run on this machine.</exception>
    public BoostedModel Fit(FittingRows rows)
    {
        try
        {
            return Grow(rows);
        }
        catch (DllNotFoundException error)
        {
            throw PlanErrors.SpecInvalid(
                $"'{Algorithm.GradientBoosting}' needs LightGBM, which cannot be loaded on the worker's machine: {error.Message} "
                + "On Linux it needs OpenMP's libgomp.so.1; install it, or choose another algorithm.");
        }
    }

    private BoostedModel Grow(FittingRows rows)
    {
        var scale = plan.Task == LearningTask.Regression ? TargetScale.Of(rows.TrainTarget.Values) : null;
        var classCount = rows.TrainTarget.Labels.Count;
        var weights = scale is null && plan.ClassWeighting != ClassWeighting.None
            ? ClassWeighting.Of(plan.ClassWeighting, rows.TrainTarget.Classes, classCount)
            : [];
        var parameters = Parameters(classCount);
        using var train = BoostingDataset.Of(rows.Train, rows.TrainTarget, scale, weights, parameters);
        using var validation = rows.Validation is { } held
            ? BoostingDataset.Of(held, rows.ValidationTarget!, scale, weights, parameters, train)
            : null;
        var booster = new Booster(train, validation, parameters);
        try
        {
            Grow(booster, validation is not null, rows.Train.RowCount);
            var kept = validation is null ? _trainingLosses.Count : _best;
            return new BoostedModel(booster, kept, scale, classCount, new LearningHistory(_trainingLosses, _validationLosses, kept));
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    private void Grow(Booster booster, bool hasValidation, int rowCount)
    {
        for (var iteration = 1; iteration <= plan.Boosting.TreeCount && !HasStopped() && !(observer.IsTimeSpent && iteration > 1); iteration++)
        {
            if (!booster.Grow() && iteration > 1)
            {
                return;
            }

            var loss = booster.TrainingLoss();
            double? validationLoss = hasValidation ? booster.ValidationLoss() : null;
            if (!double.IsFinite(loss) || validationLoss is { } value && !double.IsFinite(value))
            {
                throw PlanErrors.Diverged($"after {iteration} trees");
            }

            _trainingLosses.Add(loss);
            Compare(iteration, validationLoss);
            observer.Epoch(iteration, loss, validationLoss, rowCount);
        }
    }

    private void Compare(int iteration, double? validationLoss)
    {
        if (validationLoss is not { } loss)
        {
            return;
        }

        _validationLosses.Add(loss);
        if (loss < _bestLoss - plan.Learning.MinImprovement)
        {
            (_best, _bestLoss) = (iteration, loss);
        }
    }

    private bool HasStopped() => plan.Learning.Patience > 0 && _best > 0 && _validationLosses.Count - _best >= plan.Learning.Patience;

    // deterministic and force_row_wise: else it measures which of two ways is faster here and now, and their sums differ.
    private string Parameters(int classCount)
    {
        var (objective, metric) = classCount switch
        {
            0 => ("regression", "l2"),
            2 => ("binary", "binary_logloss"),
            _ => ("multiclass", "multi_logloss"),
        };
        var boosting = plan.Boosting;
        (string Name, string Value)[] parameters =
        [
            ("objective", objective),
            ("metric", metric),
            ("num_class", Text(BoostedModel.ScoreCountOf(classCount))),
            ("is_provide_training_metric", "true"),
            ("learning_rate", Text(plan.Learning.LearningRate)),
            ("num_leaves", Text(boosting.LeafCount)),
            ("min_data_in_leaf", Text(boosting.MinLeafRows)),
            ("feature_fraction", Text(boosting.FeatureRatio)),
            ("bagging_fraction", Text(boosting.RowRatio)),
            ("bagging_freq", boosting.RowRatio < 1 ? "1" : "0"),
            ("lambda_l2", Text(plan.L2Penalty)),
            ("use_missing", "false"),
            ("deterministic", "true"),
            ("force_row_wise", "true"),
            ("seed", Text((int)(plan.Seed ^ (plan.Seed >> 32)) & int.MaxValue)),
            ("num_threads", Text(plan.Threads)),
            ("verbosity", "-1"),
        ];
        return string.Join(' ', parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
