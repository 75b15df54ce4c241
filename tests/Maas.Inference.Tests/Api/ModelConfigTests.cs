using Maas.Contracts.Oip;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Api;

internal sealed class ModelConfigTests
{
    [Test]
    public async Task Config_OfModelWhoseRowsRunTogether_LeavesOutTheBatchDimension()
    {
        var model = ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear");
        model.BatchLimits = new BatchLimits(32, "more do not pay.");

        var config = await ConfigOfAsync(model);

        Assert.That(config.MaxBatchSize, Is.EqualTo(32));
        Assert.That((config.Input[0].Dims, config.Output[0].Dims), Is.EqualTo((new long[] { 2 }, new long[] { 1 })));
        Assert.That(config.Parameters["batching_note"].StringValue, Is.EqualTo("more do not pay."));
    }

    [Test]
    public async Task Config_OfModelWhoseRowsRunTogether_TellsTheSettingsOfTheQueue()
    {
        var model = ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear");
        model.BatchLimits = new BatchLimits(32, "");

        var config = await ConfigOfAsync(
            model, ("PreferredBatchRows:0", "8"), ("PreferredBatchRows:1", "64"), ("MaxBatchDelay", "00:00:00.002"), ("MaxQueuedRequests", "7"),
            ("DefaultPriority", "3"), ("Instances", "4"));

        var batching = config.DynamicBatching;
        Assert.That(batching.PreferredBatchSize, Is.EqualTo(new[] { 8 }), "What is above the limit is never reached.");
        Assert.That((batching.MaxQueueDelayMicroseconds, batching.DefaultPriorityLevel), Is.EqualTo((2000UL, 3UL)));
        Assert.That(batching.DefaultQueuePolicy.MaxQueueSize, Is.EqualTo(7U));
        Assert.That((config.InstanceGroup[0].Count, config.InstanceGroup[0].Kind), Is.EqualTo((4, ModelInstanceGroup.Types.Kind.Cpu)));
    }

    [Test]
    public async Task Config_OfModelWhoseRequestsRunAlone_HasWholeShapesAndNoBatching()
    {
        var config = await ConfigOfAsync(ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear"));

        Assert.That((config.MaxBatchSize, config.DynamicBatching), Is.EqualTo((0, (ModelDynamicBatching?)null)));
        Assert.That(config.Input[0].Dims, Is.EqualTo(new long[] { -1, 2 }));
        Assert.That(config.Parameters["batching_note"].StringValue, Is.Not.Empty);
    }

    [Test]
    public async Task Config_OfModelOnAGpu_NamesIt()
    {
        var loaded = LoadedModels.Load(OnnxModels.Linear([2, 3], 1), "linear");
        var model = new ServedModel("linear", "1", new Microsoft.ML.OnnxRuntime.InferenceSession(OnnxModels.Linear([2, 3], 1)), loaded.Inputs, loaded.Outputs)
        {
            Device = "cuda:1",
        };

        var group = (await ConfigOfAsync(model)).InstanceGroup[0];

        Assert.That((group.Kind, group.Gpus.Single()), Is.EqualTo((ModelInstanceGroup.Types.Kind.Gpu, 1)));
    }

    [Test]
    public async Task Config_OfClassifier_HasItsLabels()
    {
        var config = await ConfigOfAsync(Signatures.Classifier("linear"));

        Assert.That(config.Parameters["labels.probabilities"].StringValue, Is.EqualTo("""["setosa","versicolor","virginica"]"""));
        Assert.That(config.Parameters.Keys, Does.Not.Contain("labels.label"));
    }

    [Test]
    public async Task Config_OfAnyModel_SaysWhatRunsIt()
    {
        var config = await ConfigOfAsync(ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear"));

        Assert.That((config.Platform, config.Backend), Is.EqualTo(("onnxruntime_onnx", "onnxruntime")));
        Assert.That(config.ModelTransactionPolicy.Decoupled, Is.False);
        Assert.That(config.VersionPolicy.Specific.Versions, Is.EqualTo(new long[] { 1 }));
    }

    private static async Task<ModelConfig> ConfigOfAsync(ServedModel model, params (string Key, string Value)[] settings)
    {
        await using var server = await ServingHost.StartAsync(
            [model], settings.ToDictionary(setting => $"Maas:Inference:Scheduling:{setting.Key}", setting => (string?)setting.Value));
        return server.Inference.ModelConfig(new ModelConfigRequest { Name = "linear" }).Config;
    }
}
