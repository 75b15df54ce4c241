using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>Knows how the worker is started. Thread-safe.</summary>
internal sealed class WorkerCommand(IOptions<TrainingOptions> options)
{
    private const string WorkerName = "Maas.Training.Worker";

    // The service's settings hold secrets and are none of the worker's business.
    private const string SettingsPrefix = "Maas__";

    /// <summary>What starts a worker on a job folder.</summary>
    /// <exception cref="FileNotFoundException">There is no worker where one should be.</exception>
    public ProcessStartInfo StartInfo(string jobFolder)
    {
        var worker = Find();
        var start = new ProcessStartInfo
        {
            WorkingDirectory = jobFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var isLibrary = worker.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        start.FileName = isLibrary ? FindDotnet() : worker;
        if (isLibrary)
        {
            start.ArgumentList.Add(worker);
        }

        start.ArgumentList.Add("--job-folder");
        start.ArgumentList.Add(jobFolder);
        var settings = start.Environment.Keys.Where(key => key.StartsWith(SettingsPrefix, StringComparison.OrdinalIgnoreCase));
        foreach (var key in settings.ToList())
        {
            start.Environment.Remove(key);
        }

        return start;
    }

    private string Find()
    {
        var configured = options.Value.WorkerPath;
        string[] candidates = configured.Length > 0 ? [Path.GetFullPath(configured)] : DefaultPaths();
        return Array.Find(candidates, File.Exists) ?? throw new FileNotFoundException(
            $"The worker is not at {string.Join(" nor at ", candidates.Select(path => $"'{path}'"))}. " +
            $"Build it, or set '{TrainingOptions.Section}:{nameof(TrainingOptions.WorkerPath)}'.");
    }

    private static string[] DefaultPaths()
    {
        var application = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(application);
        return
        [
            Path.Combine(application, "worker", $"{WorkerName}.dll"),
            Path.GetFullPath(Path.Combine(application, "..", "..", WorkerName, configuration, $"{WorkerName}.dll")),
        ];
    }

    // The runtime lies in <dotnet>/shared/Microsoft.NETCore.App/<version>/.
    private static string FindDotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(own) ? own : name;
    }
}
