using System.ComponentModel.DataAnnotations;
using Maas.Inference.Admission;
using Maas.Inference.Repository;
using Microsoft.Extensions.Options;

namespace Maas.Inference;

/// <summary>Settings of the model side of Inference.</summary>
internal sealed class InferenceOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Inference";

    /// <summary>
    /// Folder with <c>{model}/{version}/model.onnx</c> to serve. Default: none. When set, the Registry is not asked for anything.
    /// </summary>
    public string? ModelRepository { get; init; }

    /// <summary>How often the model repository is looked at, 100 ms to 1 h. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ModelRepositoryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Who says which models of the repository are served: <c>Poll</c>, what lies in it is; <c>Explicit</c>, callers load and unload them.
    /// Default: <c>Poll</c>.
    /// </summary>
    public ModelControlMode ModelControl { get; init; }

    /// <summary>
    /// Models that are loaded at the start when <see cref="ModelControl"/> is <c>Explicit</c>, by name; <c>*</c> is all. Default: none.
    /// </summary>
    public IReadOnlyList<string> StartModels { get; init; } = [];

    /// <summary>Threads one run may use inside an operator, 0 to 1024. Default: 0, as many as there are processors.</summary>
    [Range(0, 1024)]
    public int IntraOpThreads { get; init; }

    /// <summary>Path of a CUDA provider library for ONNX Runtime. Default: none, the one built in, if any.</summary>
    public string? CudaProviderPath { get; init; }

    /// <summary>
    /// Whether a GPU may compute FP32 by TF32: faster, with 10 bits of mantissa instead of 23. Default: no, so that answers are those of the CPU.
    /// </summary>
    public bool CudaAllowTf32 { get; init; }

    /// <summary>Name under which this replica reports to the Registry, 1-128 characters. Default: made from the machine's name and the data folder.</summary>
    [StringLength(128)]
    public string? Replica { get; init; }

    /// <summary>How often the Registry is told what this replica serves, 1 s to 5 min. Default: 10 s; it forgets a replica after 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where a model is loaded for the first time. Default: Preferred, in the sandbox where it can be started.</summary>
    public FirstLoadPolicy FirstLoad { get; init; } = FirstLoadPolicy.Preferred;

    /// <summary>Largest model file that is loaded, in bytes, 1 or more. Default: 8 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxModelBytes { get; init; } = 8L << 30;

    /// <summary>
    /// Most memory of all loaded versions together, in bytes, 0 or more; those that were not used for longest leave, and come back when somebody
    /// asks for them. Default: 0, four fifths of the memory that there is.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long MaxModelMemoryBytes { get; init; }

    /// <summary>
    /// Size of the disk cache of model files in bytes, 1 or more; the least recently used leave when it is full. Default: 20 GiB.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long MaxDiskCacheBytes { get; init; } = 20L << 30;

    /// <summary>
    /// Longest time to load one version, its golden examples and warm-up included, 1 s to 1 day. Default: 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Versions that are fetched and loaded at the same time, 1 to 64. Default: 2.</summary>
    [Range(1, 64)]
    public int ConcurrentLoads { get; init; } = 2;
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;

/// <summary>Checks that settings of the repository do not contradict each other.</summary>
internal sealed class RepositoryOptionsValidator : IValidateOptions<InferenceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (options.ModelControl == ModelControlMode.Explicit && string.IsNullOrEmpty(options.ModelRepository))
        {
            problems.AddError(
                "'Maas:Inference:ModelControl' is 'Explicit' without a folder to load from: set 'Maas:Inference:ModelRepository', or leave it out.");
        }

        if (options.ModelControl != ModelControlMode.Explicit && options.StartModels.Count > 0)
        {
            problems.AddError(
                "'Maas:Inference:StartModels' names models to start with, which goes with 'Maas:Inference:ModelControl' of 'Explicit': set that, or leave the models out.");
        }

        return problems.Build();
    }
}
