using System.Diagnostics.Metrics;
using Maas.Inference.Admission;
using Maas.Inference.Batching;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Maas.Inference.Serving;
using Maas.Inference.Tests.Admission;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests;

/// <summary>Loads models that tests made, through a file as the service does.</summary>
internal static class LoadedModels
{
    public static ServedModel Load(byte[] onnx, string model = "test", string version = "1") =>
        Load(onnx, path => new LoadRequest { Model = model, Version = version, Path = path });

    public static ServedModel Load(
        byte[] onnx, Func<string, LoadRequest> request, DevicePolicy policy = DevicePolicy.Cpu, InferenceOptions? options = null)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("model.onnx"), onnx);
        return Loader(options).Load(request(folder.File("model.onnx")), policy, CancellationToken.None);
    }

    public static OnnxLoader Loader(InferenceOptions? options = null)
    {
        var wrapped = Options.Create(options ?? new InferenceOptions());
        var cuda = new CudaLibrary(wrapped);
        var health = new DeviceHealth(new GpuProbe(cuda).Computes);
        return new OnnxLoader(
            wrapped, new CudaProvider(cuda, health), health, new BatchTrial(Options.Create(new SchedulingOptions()), TimeProvider.System),
            TimeProvider.System, NullLogger<OnnxLoader>.Instance);
    }

    /// <summary>Loads what a provider gives; nothing is tried in a sandbox.</summary>
    public static VersionLoader VersionLoader(
        IVersionProvider versions, TimeProvider clock, ModelAdmission? admission = null, ILogger<VersionLoader>? log = null)
    {
        var (options, budget) = (Options.Create(new InferenceOptions()), Budget());
        return new VersionLoader(
            new LoadTurns(versions, budget, options, Metrics(), clock), admission ?? AdmissionWorld.Skipping(), Loader(), budget, options, clock,
            log ?? NullLogger<VersionLoader>.Instance);
    }

    public static MemoryBudget Budget(InferenceOptions? options = null) =>
        new(Options.Create(options ?? new InferenceOptions()), Metrics(), TimeProvider.System);

    public static ServingMetrics Metrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
