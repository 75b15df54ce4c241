using Maas.Digests;
using Maas.Errors;
using Maas.Storage.Blobs;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Baselines;
using Maas.Training.Worker.Boosting;
using Maas.Training.Worker.Calibration;
using Maas.Training.Worker.Clustering;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Devices;
using Maas.Training.Worker.Explaining;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Measuring;
using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Learning;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Sessions;
using Maas.Training.Worker.Variants;

namespace Maas.Training.Worker.Running;

/// <summary>Carries out one plan, from the table to the artifact and what is known of it. Used once.</summary>
/// <param name="folder">Holds the plan; gets the results.</param>
/// <param name="progress">Told every step.</param>
/// <param name="time">Measures the training.</param>
internal sealed class TrainingRun(JobFolder folder, ProgressWriter progress, TimeProvider time)
{
    /// <exception cref="MaasException">The plan cannot be carried out; the reason says why.</exception>
    public void Execute()
    {
        folder.ClearResults();
        var plan = folder.ReadPlan();
        progress.Follow(plan);
        TorchSharp.torch.set_num_threads(plan.Threads);
        var device = DeviceChoice.Of(plan);

        progress.Begin(WorkerStage.Preparing);
        var data = TrainingData.Load(plan);
        DecisionFitting.Check(plan, data.Target.Labels.Count);
        var graph = new ModelGraph(plan, data.Preparation);
        using var preparer = graph.OpenPreparer(plan.Threads);
        var rows = TrainingRows.Prepare(plan, data, preparer);

        var began = time.GetTimestamp();
        using var model = new ModelFitting(plan, OpenCheckpoint(plan), progress).Fit(rows);
        var decision = new DecisionFitting(plan, others => new ModelFitting(plan, Checkpoint.None(time), progress.Silenced()).Fit(others))
            .Fit(model, rows);
        var trainingTime = time.GetElapsedTime(began);
        if (model is KMeansModel clusters)
        {
            data = data with { Target = clusters.Assign(preparer.Prepare(data.Rows)) };
        }

        progress.Begin(WorkerStage.Exporting);
        using var artifact = new ModelSession(graph.BuildModel(model, data.Target.Labels, decision), plan.Threads);

        progress.Begin(WorkerStage.Verifying);
        var parity = new ParityCheck(model, decision.Calibrator, preparer, artifact).Run(data);
        var answers = Answers.Of(artifact, data);
        var folds = plan.FoldCount > 0 ? new CrossValidation(plan, data, progress, time).Measure() : [];
        var (metric, importanceRows, importances) = new PermutationImportance(artifact, plan.Task, plan.Seed, (model as BoostedModel)?.TreeCount ?? 0).Measure(data);
        var (contributionRows, contributions) = new ColumnContributions(data.Preparation, preparer).Measure(model, rows.Train, data);
        DurableFile.Write(folder.ModelPath, artifact.Model.Content);
        DurableFile.Write(folder.BaselinePath, MonitoringBaseline.Write(plan, data, answers));
        var measured = Describe(plan, data, model, artifact, answers);
        var (p50, p95) = plan.IsTrial ? Latency.Measure(artifact, GoldenRows(data).Take([0])) : (0, 0);
        var outcome = measured with
        {
            LatencyP50Seconds = p50,
            LatencyP95Seconds = p95,
            Metrics = With(With(measured.Metrics, folds), DescriptionOf(decision)),
            ParityError = parity.Error,
            ParityRowCount = parity.RowCount,
            ImportanceMetric = metric,
            Importances = importances,
            ImportanceRowCount = importanceRows,
            Contributions = contributions,
            ContributionRowCount = contributionRows,
            // Kept, when the worker is stopped while it makes them.
            Variants = [.. plan.Variants.Select(variant => VariantMaking.NotMade(variant, "The worker was stopped before it was made."))],
            Device = device.Name,
            DeviceNote = device.Note,
            TrainingSeconds = trainingTime.TotalSeconds,
        };
        folder.WriteOutcome(model is KMeansModel found
            ? outcome with { Metrics = ClusterMetrics.Of(found.Centres, data, answers, preparer.Prepare), Confusion = [] }
            : outcome);
        if (plan.Variants.Count > 0)
        {
            folder.WriteOutcome(outcome with { Variants = MakeVariants(plan, data, rows, model, decision, preparer, artifact.Model, answers) });
        }
    }

    private IReadOnlyList<VariantOutcome> MakeVariants(
        TrainingPlan plan, TrainingData data, FittingRows rows, IFittedModel model, ClassDecision decision, FeaturePreparer preparer,
        ExportedModel artifact, Answers answers)
    {
        progress.Begin(WorkerStage.Optimising);
        var network = model as NetworkModel ?? throw PlanErrors.SpecInvalid($"'{plan.Algorithm}' has no variants; they are made of networks.");
        return new VariantMaking(
            folder,
            new VariantBuilding(plan, data, rows, network, decision, preparer, time),
            new VariantMeasuring(data, artifact, answers, plan.Threads, time)).Make(artifact, plan.Variants, GoldenRows(data), ParityCheck.UnitOf(data));
    }

    private Checkpoint OpenCheckpoint(TrainingPlan plan) =>
        new(folder.CheckpointPath, folder.DigestPlan(), TimeSpan.FromSeconds(plan.Learning.CheckpointSeconds), time, plan.KeepsCheckpoint);

    private static SortedDictionary<string, double> With(IReadOnlyDictionary<string, double> metrics, IEnumerable<KeyValuePair<string, double>> others) =>
        new(metrics.Concat(others).ToDictionary(), StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, double>> DescriptionOf(ClassDecision decision)
    {
        if (decision != ClassDecision.Plain)
        {
            yield return new("decision.threshold", decision.Threshold);
        }

        if (decision.Calibrator is TemperatureScaling { Temperature: var temperature })
        {
            yield return new("calibration.temperature", temperature);
        }
    }

    private static TrainingOutcome Describe(
        TrainingPlan plan, TrainingData data, IFittedModel model, ModelSession artifact, Answers answers) => new()
    {
        Metrics = answers.Metrics(data),
        Confusion = answers.Confusion(data),
        TrainRowCount = data.TrainRows.Length,
        ValidationRowCount = data.ValidationRows.Length,
        TestRowCount = data.TestRows.Length,
        DroppedRowCount = data.DroppedRowCount,
        EpochLosses = model.History.TrainingLosses,
        ValidationLosses = model.History.ValidationLosses,
        BestEpoch = model.History.BestEpoch,
        Coefficients = CoefficientDescription.Of(model.Linear, data.Preparation.FeatureNames, data.Target.Labels),
        Signature = SignatureDescription.Of(plan, data.Preparation, artifact.Model, data.Target.Labels),
        GoldenExamples = GoldenRecorder.Record(artifact, GoldenRows(data), GoldenRecorder.Tolerance * ParityCheck.UnitOf(data)),
        ModelSizeBytes = artifact.Model.Content.Length,
        ModelSha256 = Sha256Digest.Of(artifact.Model.Content).ToString(),
    };

    // The first, middle and last training row, and one with everything missing.
    private static RawRows GoldenRows(TrainingData data)
    {
        var train = data.TrainRows;
        var real = data.Rows.Take([train[0], train[train.Length / 2], train[^1]]);
        var missing = EdgeRows.Of(real).Take([0]);
        return new RawRows(4, [.. real.Columns.Zip(missing.Columns, (column, nothing) => column.Append(nothing))]);
    }
}
