using System.Diagnostics;
using System.Globalization;
using Maas.Processes;

namespace Maas.Onnx.Sandboxing;

/// <summary>Knows how the process in the sandbox is started. Thread-safe.</summary>
internal sealed class SandboxCommand(SandboxOptions options)
{
    // What a process needs to start at all. Anything else in the environment may be a secret.
    private static readonly string[] Inherited = ["PATH", "LD_LIBRARY_PATH", "DOTNET_ROOT", "SystemRoot"];

    private static readonly CompanionProgram Program = new("Maas.Inference.Sandbox", folder: "sandbox");

    /// <summary>What starts it on a model.</summary>
    /// <exception cref="FileNotFoundException">There is no program where one should be.</exception>
    public ProcessStartInfo StartInfo(string modelFolder)
    {
        var program = Program.Find(
            options.ProgramPath, "sandbox", $"{SandboxOptions.Section}:{nameof(SandboxOptions.ProgramPath)}");
        var start = CompanionProgram.StartInfo(program);
        start.WorkingDirectory = modelFolder;
        Add(start, "--model-folder", modelFolder);
        Add(start, "--wall-ms", Number(options.WallTime.TotalMilliseconds));
        Add(start, "--cpu-seconds", Number(Math.Ceiling(options.CpuTime.TotalSeconds)));
        Add(start, "--memory-bytes", Number(options.MemoryBytes));
        SetEnvironment(start);
        return start;
    }

    private static void SetEnvironment(ProcessStartInfo start)
    {
        var kept = Inherited
            .Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
            .Where(pair => pair.value is not null)
            .ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }

        // The heap's own reservation shall not use up the limit: it holds a few megabytes here.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";

        // Both write files, which the process may not.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";

        // ONNX Runtime keeps a database of what it did and sends it to its makers unless told otherwise.
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
    }

    private static void Add(ProcessStartInfo start, string name, string value)
    {
        start.ArgumentList.Add(name);
        start.ArgumentList.Add(value);
    }

    private static string Number(double value) => ((long)value).ToString(CultureInfo.InvariantCulture);
}
