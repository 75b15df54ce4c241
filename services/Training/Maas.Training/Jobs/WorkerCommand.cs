using System.Diagnostics;
using Maas.Processes;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>Knows how the worker is started. Thread-safe.</summary>
internal sealed class WorkerCommand(IOptions<TrainingOptions> options)
{
    // The service's settings hold secrets and are none of the worker's business.
    private const string SettingsPrefix = "Maas__";

    private static readonly CompanionProgram Worker = new("Maas.Training.Worker", folder: "worker");

    /// <summary>What starts a worker on a job folder.</summary>
    /// <exception cref="FileNotFoundException">There is no worker where one should be.</exception>
    public ProcessStartInfo StartInfo(string jobFolder)
    {
        var worker = Worker.Find(
            options.Value.WorkerPath, "worker", $"{TrainingOptions.Section}:{nameof(TrainingOptions.WorkerPath)}");
        var start = CompanionProgram.StartInfo(worker);
        start.WorkingDirectory = jobFolder;
        start.ArgumentList.Add("--job-folder");
        start.ArgumentList.Add(jobFolder);
        // ONNX Runtime tells its makers of its use otherwise.
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        var settings = start.Environment.Keys.Where(key => key.StartsWith(SettingsPrefix, StringComparison.OrdinalIgnoreCase));
        foreach (var key in settings.ToList())
        {
            start.Environment.Remove(key);
        }

        return start;
    }
}
