using System.Diagnostics;
using Maas.Errors;
using Maas.Processes;
using Maas.Training.Plans;
using Maas.Training.Worker.Devices;
using Maas.Training.Worker.Running;

if (args is [TrainingDevices.Option])
{
    foreach (var device in MachineDevices.All)
    {
        Console.WriteLine(device);
    }

    return WorkerExitCode.Done;
}

// Trains one model and ends. Standard output carries progress alone; standard error is for people.
if (args is not ["--job-folder", { Length: > 0 } path] || !Directory.Exists(path))
{
    Console.Error.WriteLine("Usage: Maas.Training.Worker --job-folder DIR, where DIR holds plan.json; or --devices, which tells what it can train on.");
    return 1;
}

ParentWatch.Begin();
var folder = new JobFolder(path);
try
{
    using var self = Process.GetCurrentProcess();
    var spent = TimeProvider.System.GetLocalNow().DateTime - self.StartTime;
    new TrainingRun(folder, new ProgressWriter(Console.Out, TimeProvider.System, spent), TimeProvider.System).Execute();
    return WorkerExitCode.Done;
}
catch (MaasException error)
{
    Console.Error.WriteLine(error.Message);
    folder.WriteFailure(new WorkerFailure
    {
        Reason = error.Reason,
        Message = error.Message,
        Metadata = error.Metadata,
    });
    return WorkerExitCode.Failed;
}
