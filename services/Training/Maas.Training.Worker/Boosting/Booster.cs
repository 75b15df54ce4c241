using System.Text;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Boosting;

/// <summary>Trees that grow. Owns native memory. Not thread-safe.</summary>
internal sealed class Booster : IDisposable
{
    private readonly nint _handle;
    private readonly string _parameters;

    /// <param name="train">Rows to learn from; must outlive the growing.</param>
    /// <param name="validation">Rows that are only measured; null when there are none.</param>
    /// <param name="parameters">As LightGBM writes them.</param>
    public Booster(BoostingDataset train, BoostingDataset? validation, string parameters)
    {
        _parameters = parameters;
        LightGbm.Require(LightGbm.CreateBooster(train.Handle, parameters, out _handle));
        try
        {
            if (validation is not null)
            {
                LightGbm.Require(LightGbm.AddValidation(_handle, validation.Handle));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Adds one tree, or one of each class.</summary>
    /// <returns>False when no split helps any more; then the trees are as before, and only the first call still leaves a constant.</returns>
    public bool Grow()
    {
        LightGbm.Require(LightGbm.Update(_handle, out var isFinished));
        return isFinished == 0;
    }

    /// <summary>Mean loss per training row.</summary>
    public double TrainingLoss() => Loss(0);

    /// <summary>Mean loss per validation row.</summary>
    public double ValidationLoss() => Loss(1);

    /// <summary>The trees of the first iterations.</summary>
    public IReadOnlyList<DecisionTree> Trees(int iterationCount)
    {
        LightGbm.Require(LightGbm.Save(_handle, 0, iterationCount, 0, 0, out var neededBytes, []));
        var text = new byte[neededBytes];
        LightGbm.Require(LightGbm.Save(_handle, 0, iterationCount, 0, text.Length, out _, text));
        return TreeText.Read(Encoding.UTF8.GetString(text).TrimEnd('\0'));
    }

    /// <summary>Sums of leaves: shape [rows, scores], row-major.</summary>
    /// <param name="features">Rows.</param>
    /// <param name="scoreCount">Scores of a row.</param>
    /// <param name="iterationCount">Iterations that take part, the first ones.</param>
    public double[] Predict(FeatureMatrix features, int scoreCount, int iterationCount) =>
        Ask(features, LightGbm.RawScores, scoreCount, iterationCount);

    /// <summary>What each feature adds to each score, then the mean score: shape [rows, scores, features + 1], row-major.</summary>
    /// <remarks>Source: Lundberg et al., "Consistent individualized feature attribution for tree ensembles", 2018, algorithm 2.</remarks>
    /// <param name="features">Rows.</param>
    /// <param name="scoreCount">Scores of a row.</param>
    /// <param name="iterationCount">Iterations that take part, the first ones.</param>
    public double[] Explain(FeatureMatrix features, int scoreCount, int iterationCount) =>
        Ask(features, LightGbm.Contributions, scoreCount * (features.Width + 1), iterationCount);

    /// <inheritdoc/>
    public void Dispose() => LightGbm.Require(LightGbm.FreeBooster(_handle));

    private double[] Ask(FeatureMatrix features, int what, int countPerRow, int iterationCount)
    {
        var answers = new double[checked(features.RowCount * countPerRow)];
        LightGbm.Require(LightGbm.Predict(
            _handle, features.Values, LightGbm.Float32, features.RowCount, features.Width, isRowMajor: 1, what, 0, iterationCount,
            _parameters, out var count, answers));
        return count == answers.Length
            ? answers
            : throw new InvalidOperationException($"LightGBM gave {count} numbers, expected {answers.Length}.");
    }

    private double Loss(int dataset)
    {
        LightGbm.Require(LightGbm.Evaluate(_handle, dataset, out var count, out var loss));
        return count == 1 ? loss : throw new InvalidOperationException($"LightGBM measures {count} losses, expected 1.");
    }
}
