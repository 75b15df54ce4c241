using Maas.Digests;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Sessions;
using Maas.Training.Worker.Baselines;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Measuring;

namespace Maas.Training.Worker.Running;

/// <summary>Carries out one plan, from the table to the artifact and what is known of it. Used once.</summary>
/// <param name="folder">Holds the plan; gets the results.</param>
/// <param name="progress">Told every step.</param>
/// <param name="time">Measures the training.</param>
internal sealed class TrainingRun(JobFolder folder, ProgressWriter progress, TimeProvider time)
{
    // On other devices sums are taken in another order; see GoldenExample.tolerance.
    private const double GoldenTolerance = 1e-4;

    /// <exception cref="MaasException">The plan cannot be carried out; the reason says why.</exception>
    public void Execute()
    {
        folder.ClearResults();
        var plan = folder.ReadPlan();
        TorchSharp.torch.set_num_threads(plan.Threads);

        progress.Begin(WorkerStage.Preparing);
        var data = TrainingData.Load(plan);
        var graph = new ModelGraph(plan, data.Preparation);
        using var preparation = new ArtifactSession(graph.BuildPreparation(), plan.Threads);
        var features = Prepare(preparation, graph, data, data.Rows);

        var began = time.GetTimestamp();
        using var model = ModelFitting.Fit(plan, features.Take(data.TrainRows), data.Target.Take(data.TrainRows), progress);
        var seconds = time.GetElapsedTime(began).TotalSeconds;

        progress.Begin(WorkerStage.Exporting);
        var exported = graph.BuildModel(model, data.Target.Labels);
        using var artifact = new ArtifactSession(exported.Content, plan.Threads);

        progress.Begin(WorkerStage.Verifying);
        var answers = Answers.Of(artifact, exported, data);
        var (parity, compared) = VerifyParity(model, features, data, answers, preparation, graph, artifact, exported);
        var outcome = new TrainingOutcome
        {
            Metrics = answers.Metrics(data),
            Confusion = answers.Confusion(data),
            ParityError = parity,
            ParityRowCount = compared,
            TrainRowCount = data.TrainRows.Length,
            TestRowCount = data.TestRows.Length,
            DroppedRowCount = data.DroppedRowCount,
            EpochLosses = model.EpochLosses,
            Coefficients = CoefficientDescription.Of(model.Linear, data.Preparation.FeatureNames, data.Target.Labels),
            Signature = SignatureDescription.Of(plan, data.Preparation, exported, data.Target.Labels),
            GoldenExamples = GoldenRecorder.Record(artifact, exported, GoldenRows(data), GoldenTolerance * UnitOf(data)),
            TrainingSeconds = seconds,
            ModelSizeBytes = exported.Content.Length,
            ModelSha256 = Sha256Digest.Of(exported.Content).ToString(),
        };

        JobFolder.WriteWhole(folder.ModelPath, exported.Content);
        JobFolder.WriteWhole(
            folder.BaselinePath,
            MonitoringBaseline.Write(data.Rows.Take(data.TrainRows), answers.AsColumn().Take(data.TrainRows)));
        folder.WriteOutcome(outcome);
    }

    private static FeatureMatrix Prepare(ArtifactSession preparation, ModelGraph graph, TrainingData data, RawRows rows)
    {
        var values = preparation.RunFloats(rows, graph.FeaturesName);
        return values.All(float.IsFinite)
            ? new FeatureMatrix(values, rows.Count, data.Preparation.Width)
            : throw PlanErrors.DataUnsuitable("a prepared feature is not a finite number. Scale the features.");
    }

    private static (double Error, long RowCount) VerifyParity(
        IFittedModel model, FeatureMatrix features, TrainingData data, Answers answers,
        ArtifactSession preparation, ModelGraph graph, ArtifactSession artifact, ExportedModel exported)
    {
        var unit = UnitOf(data);
        var sample = ParityGate.Sample([.. data.TrainRows, .. data.TestRows]);
        var onRows = ParityGate.Measure(model.Predict(features.Take(sample)), answers.ScoresOf(sample), unit);

        var edges = EdgeRows.Of(data.Rows.Take(data.TrainRows));
        var onEdges = ParityGate.Measure(
            model.Predict(Prepare(preparation, graph, data, edges)),
            artifact.RunFloats(edges, exported.ScoresName),
            unit);
        return (Math.Max(onRows, onEdges), sample.Length + edges.Count);
    }

    private static double UnitOf(TrainingData data) => data.Target.Labels.Count > 0
        ? 1
        : ParityGate.UnitOf(data.Target.Take(data.TrainRows).Values);

    // The first, middle and last training row, and one with everything missing.
    private static RawRows GoldenRows(TrainingData data)
    {
        var train = data.TrainRows;
        var real = data.Rows.Take([train[0], train[train.Length / 2], train[^1]]);
        var missing = EdgeRows.Of(real).Take([0]);
        return new RawRows(4, [.. real.Columns.Zip(missing.Columns, (column, nothing) => column.Append(nothing))]);
    }
}
