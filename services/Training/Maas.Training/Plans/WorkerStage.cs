namespace Maas.Training.Plans;

/// <summary>What a worker is doing; the words of <c>TrainingProgress.stage</c>.</summary>
public static class WorkerStage
{
    /// <summary>Reads the table, fits the preprocessing and runs it.</summary>
    public const string Preparing = "preparing";

    /// <summary>Fits the model.</summary>
    public const string Training = "training";

    /// <summary>Writes the artifact.</summary>
    public const string Exporting = "exporting";

    /// <summary>Compares the artifact with the trainer and measures it.</summary>
    public const string Verifying = "verifying";

    /// <summary>Makes and measures variants.</summary>
    public const string Optimising = "optimising";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Preparing, Training, Exporting, Verifying, Optimising];
}
