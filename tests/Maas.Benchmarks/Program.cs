using Maas.Benchmarks;
using Maas.Benchmarks.Data;
using Maas.Benchmarks.FalseAlarms;
using Maas.Benchmarks.Gpu;
using Maas.Benchmarks.Ingest;
using Maas.Benchmarks.Load;
using Maas.Benchmarks.Monitoring;
using Maas.Benchmarks.OpenLoop;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Transfers;
using Maas.Errors;

var usage = string.Join("\n\n", BenchmarkPlan.Usage, LoadPlan.Usage, OpenLoopPlan.Usage, MonitoringPlan.Usage, GpuBenchmark.Usage, TransferPlan.Usage, DataPlan.Usage, FalseAlarmPlan.Usage, IngestPlan.Usage);
if (args is [.., "--help" or "-h"])
{
    await Console.Out.WriteLineAsync(usage);
    return 0;
}

try
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };
    if (args is [TransferPlan.Command, .. var rest])
    {
        using var transfers = new TransferBenchmark(TransferPlan.Parse(rest));
        await transfers.RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [FalseAlarmPlan.Command, .. var alarms])
    {
        await new FalseAlarmBenchmark(FalseAlarmPlan.Parse(alarms)).RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [IngestPlan.Command, .. var ingest])
    {
        await new IngestBenchmark(IngestPlan.Parse(ingest)).RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [DataPlan.Command, .. var data])
    {
        using var tables = new DataBenchmark(DataPlan.Parse(data));
        await tables.RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [UploadCommand.Command, .. var upload])
    {
        await UploadCommand.RunAsync(upload, Console.Out, stop.Token);
        return 0;
    }

    if (args is [GpuBenchmark.Command])
    {
        using var gpu = new GpuBenchmark();
        await gpu.RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [OpenLoopPlan.Command, .. var open])
    {
        var rates = OpenLoopPlan.Parse(open);
        using var asked = new ModelFolder([rates.Model]);
        await using var answering = await ServerProcess.StartAsync(asked, [rates.Model], ["--Maas:Inference:IntraOpThreads=1"], stop.Token);
        using var sending = new OpenLoopBenchmark(rates, answering);
        await sending.RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [MonitoringPlan.Command, .. var monitored])
    {
        using var monitoring = new MonitoringBenchmark(MonitoringPlan.Parse(monitored));
        await monitoring.RunAsync(Console.Out, stop.Token);
        return 0;
    }

    if (args is [EmptyService.Command, var port])
    {
        await EmptyService.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }

    if (args is [LoadPlan.Command, .. var load])
    {
        var loads = LoadPlan.Parse(load);
        using var models = new ModelFolder(loads.Models);
        await using var loaded = await ServerProcess.StartAsync(
            models, loads.Models, ["--Maas:Inference:IntraOpThreads=1", $"--Maas:Inference:Scheduling:Instances={loads.Instances}"], stop.Token);
        using var empty = await EmptyServiceProcess.StartAsync(stop.Token);
        using var loading = new LoadBenchmark(loads, loaded, empty);
        await loading.RunAsync(Console.Out);
        return 0;
    }

    var plan = BenchmarkPlan.Parse(args);
    BenchmarkModel[] served = [.. BenchmarkModel.All, BenchmarkModel.Large];
    using var folder = new ModelFolder(served);
    await using var server = await ServerProcess.StartAsync(folder, served, [], stop.Token);
    using var benchmark = new InferenceBenchmark(plan, server);

    await benchmark.CompareAnswersAsync(stop.Token);
    await Console.Out.WriteLineAsync(Report.Head(plan));
    var lines = await benchmark.RunAsync(stop.Token);
    foreach (var line in lines)
    {
        await Console.Out.WriteLineAsync(Report.Row(line));
    }

    await AllocationBudgets.CheckAsync(server, Console.Out, stop.Token);
    var micros = await benchmark.MeasureProcessorMicrosAsync(stop.Token);
    await Console.Out.WriteLineAsync(Report.LastLine(plan, lines, micros));
    return 0;
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{usage}");
    return 2;
}
catch (Exception exception) when (exception is InvalidOperationException or Grpc.Core.RpcException or OperationCanceledException or MaasException)
{
    await Console.Error.WriteLineAsync($"The benchmark ended: {exception.Message}");
    return 1;
}
