using System.Globalization;
using System.Text.Json;
using Maas.Contracts.Oip;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Api;

/// <summary>
/// Writes the configuration that other servers would need for a version; here it follows from its graph, from what was measured when it was
/// loaded, and from the settings. Thread-safe.
/// </summary>
internal sealed class ModelConfigs(BatchSchedulers schedulers, IOptions<SchedulingOptions> options)
{
    /// <summary>The configuration of a version, seen under one name.</summary>
    /// <remarks>
    /// Source: Triton, <c>model_config.proto</c>: with a <c>max_batch_size</c> above 0 the sizes of tensors leave out the batch dimension.
    /// </remarks>
    public ModelConfig Of(ServedVersion version)
    {
        var model = version.Model;
        var limits = schedulers.Of(model).Limits;
        var isBatched = limits.MaxRows > 1;
        var config = new ModelConfig
        {
            Name = version.Entry.Name,
            Platform = ServedVersion.Platform,
            Backend = "onnxruntime",
            DefaultModelFilename = "model.onnx",
            MaxBatchSize = isBatched ? limits.MaxRows : 0,
            Input = { model.Inputs.Select(input => new ModelInput { Name = input.Name, DataType = TypeOf(input), Dims = { DimsOf(input, isBatched) } }) },
            Output = { model.Outputs.Select(output => new ModelOutput { Name = output.Name, DataType = TypeOf(output), Dims = { DimsOf(output, isBatched) } }) },
            InstanceGroup = { InstanceGroupOf(version) },
            ModelTransactionPolicy = new ModelTransactionPolicy { Decoupled = false },
            VersionPolicy = new ModelVersionPolicy
            {
                Specific = new ModelVersionPolicy.Types.Specific
                {
                    Versions = { version.ReadyVersions().Select(ready => long.Parse(ready, CultureInfo.InvariantCulture)) },
                },
            },
        };
        if (isBatched)
        {
            config.DynamicBatching = DynamicBatching(limits.MaxRows);
        }

        foreach (var (key, value) in version.Properties().Concat(BatchingOf(limits)).Concat(LabelsOf(model)))
        {
            config.Parameters[key] = new ModelParameter { StringValue = value };
        }

        return config;
    }

    private ModelDynamicBatching DynamicBatching(int maxRows) => new()
    {
        PreferredBatchSize = { options.Value.PreferredBatchRows.Where(rows => rows <= maxRows) },
        MaxQueueDelayMicroseconds = (ulong)options.Value.MaxBatchDelay.TotalMicroseconds,

        // Any number of 1 or more is a priority.
        PriorityLevels = int.MaxValue,
        DefaultPriorityLevel = (ulong)options.Value.DefaultPriority,
        DefaultQueuePolicy = new ModelQueuePolicy
        {
            TimeoutAction = ModelQueuePolicy.Types.TimeoutAction.Reject,
            AllowTimeoutOverride = true,
            MaxQueueSize = (uint)options.Value.MaxQueuedRequests,
        },
    };

    private ModelInstanceGroup InstanceGroupOf(ServedVersion version)
    {
        var device = version.Model.Device;
        var colon = device.IndexOf(':', StringComparison.Ordinal);
        var group = new ModelInstanceGroup
        {
            Name = version.Entry.Name,
            Count = schedulers.InstancesOf(version.Model),
            Kind = ModelInstanceGroup.Types.Kind.Cpu,
        };
        if (colon > 0 && int.TryParse(device.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var gpu))
        {
            group.Kind = ModelInstanceGroup.Types.Kind.Gpu;
            group.Gpus.Add(gpu);
        }

        return group;
    }

    private static long[] DimsOf(TensorInfo tensor, bool isBatched) => isBatched ? tensor.Shape[1..] : tensor.Shape;

    private static IEnumerable<(string Key, string Value)> BatchingOf(BatchLimits limits) =>
        limits.Note.Length > 0 ? [("batching_note", limits.Note)] : [];

    // Triton has a file of labels, which there is none of here.
    private static IEnumerable<(string Key, string Value)> LabelsOf(ServedModel model) =>
        from output in model.Outputs
        let labels = model.Signature.LabelsOf(output.Name)
        where labels.Count > 0
        select ($"labels.{output.Name}", JsonSerializer.Serialize(labels));

    private static DataType TypeOf(TensorInfo tensor) => tensor.DataType switch
    {
        TensorDataType.Bool => DataType.TypeBool,
        TensorDataType.UInt8 => DataType.TypeUint8,
        TensorDataType.UInt16 => DataType.TypeUint16,
        TensorDataType.UInt32 => DataType.TypeUint32,
        TensorDataType.UInt64 => DataType.TypeUint64,
        TensorDataType.Int8 => DataType.TypeInt8,
        TensorDataType.Int16 => DataType.TypeInt16,
        TensorDataType.Int32 => DataType.TypeInt32,
        TensorDataType.Int64 => DataType.TypeInt64,
        TensorDataType.Fp16 => DataType.TypeFp16,
        TensorDataType.Fp32 => DataType.TypeFp32,
        TensorDataType.Fp64 => DataType.TypeFp64,
        TensorDataType.Bf16 => DataType.TypeBf16,
        _ => DataType.TypeString,
    };
}
