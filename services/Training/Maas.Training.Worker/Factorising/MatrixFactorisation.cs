using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Networks.Learning;

namespace Maas.Training.Worker.Factorising;

/// <summary>
/// Factors of users and items by alternating least squares: while one side stands still, each user (or item) is a small ridge regression with
/// one solution. Minimises half the squared errors of the standardised target plus l2 / 2 times the squared norm of all factors and
/// biases. The same plan and rows give the same factors.
/// </summary>
/// <remarks>Source: Koren, Bell and Volinsky, "Matrix factorization techniques for recommender systems", 2009.</remarks>
/// <param name="plan">The knobs.</param>
/// <param name="observer">Told every sweep over both sides.</param>
internal sealed class MatrixFactorisation(TrainingPlan plan, ILearningObserver observer)
{
    /// <param name="rows">Two features: the places of user and item in their lists, -1 when not seen.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>; <c>SPEC_INVALID</c>: the features are others.</exception>
    public FactorModel Fit(FittingRows rows)
    {
        if (rows.Train.Width != 2 || !(plan.L2Penalty > 0))
        {
            throw PlanErrors.SpecInvalid(
                $"'{Algorithm.MatrixFactorisation}' needs two columns with the encoding '{CategoryEncoding.Ordinal}' and an L2 penalty above 0; "
                + $"got {rows.Train.Width} features and {plan.L2Penalty}.");
        }

        var scale = TargetScale.Of(rows.TrainTarget.Values);
        var train = Ratings.Of(rows.Train, rows.TrainTarget, scale);
        var validation = rows.Validation is { } held ? Ratings.Of(held, rows.ValidationTarget!, scale) : null;
        var random = new Random((int)(plan.Seed ^ (plan.Seed >> 32)));
        var factors = Factors.Random(train.CountOf(Side.User), train.CountOf(Side.Item), plan.FactorCount, random);
        var (kept, history) = Sweep(factors, train, validation);
        return new FactorModel(kept, scale, history);
    }

    private (Factors Kept, LearningHistory History) Sweep(Factors factors, Ratings train, Ratings? validation)
    {
        List<double> trainingLosses = [], validationLosses = [];
        var (kept, best, bestLoss) = (factors, 0, double.PositiveInfinity);
        var (ofUsers, ofItems) = (train.GroupBy(Side.User), train.GroupBy(Side.Item));
        for (var sweep = 1; sweep <= plan.Learning.EpochCount; sweep++)
        {
            factors.Solve(Side.User, ofUsers, plan.L2Penalty);
            factors.Solve(Side.Item, ofItems, plan.L2Penalty);
            trainingLosses.Add(factors.LossOf(train));
            if (!double.IsFinite(trainingLosses[^1]))
            {
                throw PlanErrors.Diverged($"in sweep {sweep}");
            }

            if (validation is not null)
            {
                validationLosses.Add(factors.LossOf(validation));
            }

            if (validation is null || validationLosses[^1] < bestLoss - plan.Learning.MinImprovement)
            {
                (kept, best, bestLoss) = (factors.Copy(), sweep, validation is null ? bestLoss : validationLosses[^1]);
            }

            observer.Epoch(sweep, trainingLosses[^1], validation is null ? null : validationLosses[^1], train.Count);
            if (observer.IsTimeSpent || (plan.Learning.Patience > 0 && sweep - best >= plan.Learning.Patience))
            {
                break;
            }
        }

        return (kept, new LearningHistory(trainingLosses, validationLosses, best));
    }
}
