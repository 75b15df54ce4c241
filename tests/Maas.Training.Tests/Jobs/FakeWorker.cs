using Maas.Testing;
using Maas.Training.Plans;

namespace Maas.Training.Tests.Jobs;

/// <summary>
/// A worker that is a shell script: it does what a test needs a worker to do, at once and every time. <c>$folder</c> is
/// the job folder, <c>$model</c> a folder with what a good worker leaves, <c>$state</c> one that outlives the worker.
/// </summary>
internal sealed class FakeWorker : IDisposable
{
    public const string Succeed = """cp "$model"/* "$folder"/""";

    /// <summary>What a shell asks whether variants are to be made.</summary>
    public const string MakesVariants = """grep -q maxSizeRatio "$folder/plan.json" """;

    /// <summary>As <see cref="Succeed"/>; when variants are to be made, with what <see cref="LeaveVariants"/> has left.</summary>
    public const string SucceedWithVariants = $"""if {MakesVariants}; then cp "$small"/* "$folder"/; else {Succeed}; fi""";

    private readonly TempFolder _folder = new();
    private readonly string _devices;

    /// <param name="body">What it does.</param>
    /// <param name="devices">What it tells that it can train on, whatever the machine has.</param>
    public FakeWorker(string body, params string[] devices)
    {
        _devices = string.Join(@"\n", (string[])["cpu", .. devices]);
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("The fake worker is a shell script; Windows has no shell for it.");
        }

        WriteModel(Directory.CreateDirectory(_folder.File("model")).FullName);
        Directory.CreateDirectory(_folder.File("small"));
        Directory.CreateDirectory(StatePath);
        Path = _folder.File("worker.sh");
        Become(body);
    }

    public string Path { get; }

    public string StatePath => _folder.File("state");

    public static TrainingOutcome Outcome { get; } = new()
    {
        Metrics = new Dictionary<string, double> { ["test.r2"] = 0.5, ["train.rmse"] = 1.25 },
        Confusion = [],
        ParityError = 1e-7,
        ParityRowCount = 10,
        TrainRowCount = 8,
        TestRowCount = 2,
        DroppedRowCount = 0,
        EpochLosses = [],
        Coefficients = [new CoefficientOutcome("(intercept)", "", 2)],
        Importances = [new ImportanceOutcome("x", 0.75, 0.125)],
        ImportanceMetric = "test.r2",
        ImportanceRowCount = 2,
        Contributions = [new ContributionOutcome("x", 1.5)],
        ContributionRowCount = 3,
        Signature = new SignatureOutcome
        {
            Inputs = [new TensorOutcome { Name = "x", DataType = "FP32", Shape = [-1, 1], Role = TensorRole.NumericFeature }],
            Outputs = [new TensorOutcome { Name = "prediction", DataType = "FP32", Shape = [-1, 1], Role = TensorRole.PredictedValue }],
            Task = LearningTask.Regression,
            ClassLabels = [],
        },
        GoldenExamples = [],
        TrainingSeconds = 0.25,
        ModelSizeBytes = 5,
        ModelSha256 = new string('0', 64),
    };

    /// <summary>Does something else from the next start on.</summary>
    public void Become(string body)
    {
        var script = $"""
            #!/bin/sh
            if [ "$1" = --devices ]; then printf '{_devices}\n'; exit 0; fi
            folder="$2"
            model="{_folder.File("model")}"
            small="{_folder.File("small")}"
            state="{StatePath}"
            echo begun >> "$state/begun"
            {body}
            """;
        File.WriteAllText(Path + ".new", script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.Move(Path + ".new", Path, overwrite: true);
    }

    /// <summary>Leaves an artifact that a Registry takes.</summary>
    public void Leave(byte[] model)
    {
        var folder = new JobFolder(_folder.File("model"));
        File.WriteAllBytes(folder.ModelPath, model);
        folder.WriteOutcome(Outcome with { Signature = Outcome.Signature with { Inputs = [], Outputs = [] } });
    }

    /// <summary>Leaves another outcome.</summary>
    public void Leave(TrainingOutcome outcome) => new JobFolder(_folder.File("model")).WriteOutcome(outcome);

    /// <summary>Leaves an outcome that tells of variants; of those that passed, the artifacts too.</summary>
    public void Leave(IReadOnlyList<VariantOutcome> variants) => Leave(new JobFolder(_folder.File("model")), Outcome, variants);

    /// <summary>Leaves the same for a worker that makes the variants of a model alone.</summary>
    /// <param name="outcome">Of the model.</param>
    /// <param name="variants">What becomes of the variants.</param>
    public void LeaveVariants(TrainingOutcome outcome, IReadOnlyList<VariantOutcome> variants)
    {
        foreach (var file in Directory.EnumerateFiles(_folder.File("model")))
        {
            File.Copy(file, _folder.File("small", System.IO.Path.GetFileName(file)), overwrite: true);
        }

        Leave(new JobFolder(_folder.File("small")), outcome, variants);
    }

    private static void Leave(JobFolder folder, TrainingOutcome outcome, IReadOnlyList<VariantOutcome> variants)
    {
        folder.WriteOutcome(outcome with { Variants = variants });
        foreach (var variant in variants.Where(variant => variant.HasPassed))
        {
            File.WriteAllText(folder.VariantPath(variant.Name), "small");
        }
    }

    /// <summary>How many workers were started.</summary>
    public int Starts => File.Exists(_folder.File("state", "begun")) ? File.ReadAllLines(_folder.File("state", "begun")).Length : 0;

    public void Dispose() => _folder.Dispose();

    private static void WriteModel(string path)
    {
        var folder = new JobFolder(path);
        folder.WriteOutcome(Outcome);
        File.WriteAllText(folder.ModelPath, "model");
        File.WriteAllText(folder.BaselinePath, "baseline");
    }
}
