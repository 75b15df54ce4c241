using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Maas.Processes;
using Maas.Storage.Blobs;

namespace Maas.Training.Plans;

/// <summary>
/// The folder in which a service hands a plan to a worker and gets a model back. Files appear whole and are
/// on disk when they do: a job is told to be trained by them. One service and one worker use it, never two workers at a
/// time.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class JobFolder(string path)
{
    /// <summary>The folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>The <see cref="TrainingPlan"/>, written by the service.</summary>
    public string PlanPath => Path.Combine(FullPath, TrainingProgram.PlanName);

    /// <summary>The artifact, written by the worker.</summary>
    public string ModelPath => Path.Combine(FullPath, TrainingProgram.ModelName);

    /// <summary>The artifact of a variant, written by the worker.</summary>
    /// <param name="name">See <see cref="VariantPlan.Name"/>.</param>
    public string VariantPath(string name) => Path.Combine(FullPath, TrainingProgram.VariantName(name));

    /// <summary>The <see cref="TrainingOutcome"/>, written by the worker, last of its files.</summary>
    public string OutcomePath => Path.Combine(FullPath, TrainingProgram.OutcomeName);

    /// <summary>A serialized <c>maas.monitoring.v1.BaselineProfile</c>, written by the worker.</summary>
    public string BaselinePath => Path.Combine(FullPath, TrainingProgram.BaselineName);

    /// <summary>The <see cref="WorkerFailure"/>, there when a worker ended with <see cref="WorkerExitCode.Failed"/>.</summary>
    public string FailurePath => Path.Combine(FullPath, TrainingProgram.FailureName);

    /// <summary>Where a worker's learning stands, there as long as it learns. A new worker on the same plan goes on from it.</summary>
    public string CheckpointPath => Path.Combine(FullPath, CheckpointName);

    /// <summary>File name of <see cref="CheckpointPath"/>.</summary>
    public const string CheckpointName = TrainingProgram.CheckpointName;

    /// <summary>
    /// Names what is learnt by the plan: SHA-256 without where the table lies, where it may be trained and how much time is left, and without what is done with the
    /// model afterwards.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is not a plan.</exception>
    public string DigestPlan() => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(
            ReadPlan() with
            {
                TablePath = "", DevicePolicy = "", MaxLearningSeconds = 0, FoldCount = 0, Variants = [], IsTrial = false, KeepsCheckpoint = false,
            },
            PlanJson.Default.TrainingPlan)));

    /// <summary>Writes the plan.</summary>
    public void WritePlan(TrainingPlan plan) => Write(PlanPath, plan, PlanJson.Default.TrainingPlan);

    /// <summary>Reads the plan.</summary>
    /// <exception cref="InvalidDataException">The file is not a plan.</exception>
    public TrainingPlan ReadPlan() => Read(PlanPath, PlanJson.Default.TrainingPlan);

    /// <summary>Writes the outcome.</summary>
    public void WriteOutcome(TrainingOutcome outcome) =>
        Write(OutcomePath, outcome, PlanJson.Default.TrainingOutcome);

    /// <summary>Reads the outcome.</summary>
    /// <exception cref="InvalidDataException">The file is not an outcome, or lacks something of one.</exception>
    public TrainingOutcome ReadOutcome() => ReadWhole(OutcomePath, PlanJson.Default.TrainingOutcome);

    /// <summary>Writes the failure.</summary>
    public void WriteFailure(WorkerFailure failure) => Write(FailurePath, failure, PlanJson.Default.WorkerFailure);

    /// <summary>Reads the failure; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not a failure, or lacks something of one.</exception>
    public WorkerFailure? FindFailure() =>
        File.Exists(FailurePath) ? ReadWhole(FailurePath, PlanJson.Default.WorkerFailure) : null;

    /// <summary>Removes what an earlier worker left, so that nothing of it is taken for new.</summary>
    public void ClearResults()
    {
        foreach (var file in (string[])[ModelPath, OutcomePath, BaselinePath, FailurePath, .. Directory.EnumerateFiles(FullPath, TrainingProgram.VariantPattern)])
        {
            File.Delete(file);
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static T ReadWhole<T>(string path, JsonTypeInfo<T> type)
    {
        var value = Read(path, type);
        try
        {
            var missing = JsonNulls.FindFirst(JsonSerializer.SerializeToElement(value, type));
            return missing.Length == 0 ? value : throw new InvalidDataException($"'{path}' is no {typeof(T).Name}: '{missing}' is null.");
        }
        catch (ArgumentException error)
        {
            // 1e999 is read as infinite, and cannot be written.
            throw new InvalidDataException($"'{path}' is no {typeof(T).Name}: {error.Message}", error);
        }
    }

    private static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type)
                ?? throw new InvalidDataException($"'{path}' holds null, expected a {typeof(T).Name}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{path}' is no {typeof(T).Name}: {error.Message}", error);
        }
    }
}
