using Maas.Inference.Sandbox;
using Maas.Onnx.Sandboxing;

// Loads one model, runs it once, and ends. Standard output carries reports alone; standard error is for people.
if (SandboxArguments.TryParse(args) is not { } arguments || !Directory.Exists(arguments.ModelFolder))
{
    Console.Error.WriteLine(
        "Usage: Maas.Inference.Sandbox --model-folder DIR --wall-ms N --cpu-seconds N --memory-bytes N, where DIR holds model.onnx.");
    return 1;
}

ProcessLimits.Set(arguments);
ParentWatch.Begin();
using var run = new FirstRun(arguments, Report);
run.Execute();
return 0;

static void Report(SandboxReport report)
{
    Console.Out.WriteLine(report.ToLine());
    Console.Out.Flush();
}
