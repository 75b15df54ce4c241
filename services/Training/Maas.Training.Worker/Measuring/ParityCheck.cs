using Maas.Errors;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Calibration;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Measuring;

/// <summary>Compares a trainer with its artifact on rows of the table and on edge rows.</summary>
/// <param name="model">The trainer's model.</param>
/// <param name="calibrator">Makes its probabilities what they are served as.</param>
/// <param name="preparer">Gives it the same features that the artifact computes for itself.</param>
/// <param name="artifact">The exported model.</param>
internal sealed class ParityCheck(IFittedModel model, Calibrator calibrator, FeaturePreparer preparer, ModelSession artifact)
{
    /// <summary>The largest difference, and how many rows were compared.</summary>
    /// <exception cref="MaasException"><c>PARITY_FAILED</c>.</exception>
    public (double Error, long RowCount) Run(TrainingData data)
    {
        var sample = data.Rows.Take(ParityGate.Sample([.. data.TrainRows, .. data.TestRows]));
        var edges = EdgeRows.Of(data.Rows.Take(data.TrainRows));
        return (Math.Max(Measure(data, sample), Measure(data, edges)), sample.Count + edges.Count);
    }

    /// <summary>What a difference of 1 is: a probability, or a unit of the standardised target.</summary>
    public static double UnitOf(TrainingData data) => data.Target.Labels.Count > 0
        ? 1
        : ParityGate.UnitOf(data.Target.Take(data.TrainRows).Values);

    private double Measure(TrainingData data, RawRows rows)
    {
        var classCount = data.Target.Labels.Count;
        var expected = model.Predict(preparer.Prepare(rows));
        calibrator.Apply(expected, expected.Length / rows.Count);
        return ParityGate.Measure(
            expected, artifact.Predict(rows).Scores, classCount > 1 ? ParityGate.UnitOfProbabilities(expected, classCount) : UnitOf(data));
    }
}
