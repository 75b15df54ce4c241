using System.Diagnostics;

namespace Maas.Processes;

/// <summary>
/// How the program that trains one model is started, by the service or by a worker elsewhere, and what the files in its
/// folder are called. Thread-safe.
/// </summary>
public static class TrainingProgram
{
    /// <summary>The plan, written before the start.</summary>
    public const string PlanName = "plan.json";

    /// <summary>The artifact.</summary>
    public const string ModelName = "model.onnx";

    /// <summary>What is known of the artifact; the last file of a program that succeeds.</summary>
    public const string OutcomeName = "result.json";

    /// <summary>What monitoring compares with.</summary>
    public const string BaselineName = "baseline.binpb";

    /// <summary>Why the job cannot succeed.</summary>
    public const string FailureName = "error.json";

    /// <summary>The names of artifacts of variants.</summary>
    public const string VariantPattern = $"{VariantPrefix}*{VariantSuffix}";

    /// <summary>Where the learning stands; a program that starts goes on from it.</summary>
    public const string CheckpointName = "checkpoint.bin";

    /// <summary>Property of the plan that holds the path of the table.</summary>
    public const string TablePathProperty = "tablePath";

    private const string VariantPrefix = "variant-";
    private const string VariantSuffix = ".onnx";

    // The settings of who starts it hold secrets and are none of its business.
    private const string SettingsPrefix = "Maas__";

    private static readonly CompanionProgram Program = new("Maas.Training.Worker", folder: "worker");

    /// <summary>The artifact of a variant.</summary>
    public static string VariantName(string variant) => $"{VariantPrefix}{variant}{VariantSuffix}";

    /// <summary>The variant that a file is the artifact of.</summary>
    /// <param name="name">One of <see cref="VariantPattern"/>.</param>
    public static string VariantOf(string name) => name[VariantPrefix.Length..^VariantSuffix.Length];

    /// <summary>What starts the program on a folder.</summary>
    /// <param name="folder">Holds the plan; gets the results.</param>
    /// <param name="configuredPath">A <c>.dll</c> or an executable; empty to look beside the application.</param>
    /// <param name="setting">What sets <paramref name="configuredPath"/>, for the error.</param>
    /// <exception cref="FileNotFoundException">There is none where one should be.</exception>
    public static ProcessStartInfo StartInfo(string folder, string configuredPath, string setting)
    {
        var start = StartInfo(configuredPath, setting);
        start.WorkingDirectory = folder;
        start.ArgumentList.Add("--job-folder");
        start.ArgumentList.Add(folder);
        return start;
    }

    /// <summary>What has the program tell its devices, see <see cref="TrainingDevices"/>.</summary>
    /// <param name="configuredPath">A <c>.dll</c> or an executable; empty to look beside the application.</param>
    /// <param name="setting">What sets <paramref name="configuredPath"/>, for the error.</param>
    /// <exception cref="FileNotFoundException">There is none where one should be.</exception>
    public static ProcessStartInfo DevicesInfo(string configuredPath, string setting)
    {
        var start = StartInfo(configuredPath, setting);
        start.ArgumentList.Add(TrainingDevices.Option);
        return start;
    }

    private static ProcessStartInfo StartInfo(string configuredPath, string setting)
    {
        var start = CompanionProgram.StartInfo(Program.Find(configuredPath, "worker", setting));
        // ONNX Runtime tells its makers of its use otherwise.
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        // cuBLAS adds in one order then. Source: the documentation of cuBLAS, "Results reproducibility".
        start.Environment.TryAdd("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        var settings = start.Environment.Keys.Where(key => key.StartsWith(SettingsPrefix, StringComparison.OrdinalIgnoreCase));
        foreach (var key in settings.ToList())
        {
            start.Environment.Remove(key);
        }

        return start;
    }
}
