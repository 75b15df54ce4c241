using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Overload;

/// <summary>
/// Loads a model of 4 MB, asks it and lets it go, again and again. <c>MAAS_CYCLES</c> sets how often (default 40); the figures of the
/// documentation are with 200.
/// </summary>
[NonParallelizable]
[CancelAfter(600_000)]
internal sealed partial class LoadCycleTests
{
    private const int Size = 1000;
    private const int CallsPerCycle = 100;
    private const int WarmUpCalls = 30_000;

    private static readonly int Cycles = int.TryParse(
        Environment.GetEnvironmentVariable("MAAS_CYCLES"), CultureInfo.InvariantCulture, out var cycles) ? cycles : 40;

    [Test]
    public async Task LoadInferUnload_AgainAndAgain_TakesNoMoreMemory()
    {
        var (settled, share) = Cycles >= 200 ? (20, 0.05) : (10, 0.1);
        using var folder = new TempFolder();
        var path = folder.File("model.onnx");
        await File.WriteAllBytesAsync(path, OnnxModels.Linear(
            Enumerable.Range(0, Size).Select(_ => Enumerable.Repeat(0.5f, Size).ToArray()).ToArray(), new float[Size]));
        var loader = LoadedModels.Loader();
        await using var host = await ServingHost.StartAsync();
        var residents = new List<long>();

        // Until the runtime has compiled again what it compiles again when it is used often: that takes memory too, and is no model's.
        await RunCycleAsync(host, loader, path, WarmUpCalls);

        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            await RunCycleAsync(host, loader, path, CallsPerCycle);
            residents.Add(Resident());
        }

        var (early, late) = (residents[settled - 1], residents[^1]);
        await TestContext.Out.WriteLineAsync(
            $"{Cycles} cycles: {early >> 20} MiB after {settled}, {late >> 20} MiB at the end ({(double)late / early - 1:+0.0%;-0.0%}); "
            + $"every tenth: {string.Join(", ", residents.Where((_, cycle) => (cycle + 1) % 10 == 0).Select(bytes => bytes >> 20))} MiB");
        Assert.That(late, Is.LessThanOrEqualTo(early * (1 + share)));
    }

    private static async Task RunCycleAsync(ServingHost host, OnnxLoader loader, string path, int calls)
    {
        var catalog = host.Host.Services.GetRequiredService<ModelCatalog>();
        var model = loader.Load(
            new LoadRequest { Model = "cycled", Version = "1", Path = path }, DevicePolicy.Cpu, CancellationToken.None);
        var version = new CatalogVersion { Version = model.Version, State = ModelState.Ready, Model = model };
        var entry = new CatalogEntry(model.Model, [version], new Dictionary<string, int> { [model.Version] = 100 });
        catalog.Replace(CatalogSnapshot.Of([entry], isComplete: true));
        var request = Requests.Floats(model.Model, [1, Size], new float[Size]);
        for (var left = calls; left > 0; left -= CallsPerCycle)
        {
            await Task.WhenAll(Enumerable.Range(0, CallsPerCycle).Select(_ => host.Inference.ModelInferAsync(request).ResponseAsync));
        }

        catalog.Replace(CatalogSnapshot.Empty);
        model.Retire();
        Assert.That(() => IsGone(model), Is.True.After(5000, 1));
    }

    private static bool IsGone(ServedModel model)
    {
        if (!model.TryEnter())
        {
            return true;
        }

        model.Leave();
        return false;
    }

    /// <summary>Memory of the process without what is free and merely kept for the next, by the collector or by glibc.</summary>
    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        if (OperatingSystem.IsLinux())
        {
            _ = Trim(0);
        }

        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
