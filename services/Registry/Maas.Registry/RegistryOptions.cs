using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Registry;

/// <summary>Settings of the registry. Section <c>Maas:Registry</c>.</summary>
public sealed class RegistryOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Maas:Registry";

    /// <summary>Folder the registry owns; created when missing. Default: <c>registry</c> in <c>Maas:DataPath</c>.</summary>
    [Required]
    public string DataPath { get; set; } = "";

    /// <summary>
    /// PostgreSQL that keeps the metadata, as Npgsql takes it (<c>Host=db;Database=maas;Username=registry</c>). Default: none,
    /// SQLite in <see cref="DataPath"/>.
    /// </summary>
    public string PostgresConnection { get; set; } = "";

    /// <summary>How long what was deleted can be undeleted; then it is purged. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan DeletedRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether a model is loaded in the sandbox before it becomes a version. Default: Required.</summary>
    public FirstLoadPolicy FirstLoad { get; set; } = FirstLoadPolicy.Required;

    /// <summary>Largest blob, in bytes. Default: 10 GiB.</summary>
    [Range(1L, 1L << 40)]
    public long MaxBlobBytes { get; set; } = 10L << 30;

    /// <summary>An upload on which nothing comes for so long is ended; its bytes are kept. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan UploadIdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Uploads that nobody continued for so long are deleted at the next start or collection. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan StaleUploadAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a request id is remembered. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan RequestIdRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many changes are kept for watches that resume. Default: 100,000.</summary>
    [Range(1000L, 100_000_000L)]
    public long MaxKeptChanges { get; set; } = 100_000;

    /// <summary>A watch without changes sends a progress mark after so long. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A replica that is silent for so long is left out of its deployments. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReplicaTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Least speed of an upload or a read, in bytes per second, on average over each <see cref="TransferGracePeriod"/>; 0
    /// sets none. Default: 1 KiB per second.
    /// </summary>
    [Range(0L, 1L << 30)]
    public long MinTransferBytesPerSecond { get; set; } = 1024;

    /// <summary>How long a transfer may be slower than the least speed before it is ended. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TransferGracePeriod { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>What happens before a model becomes a version.</summary>
public enum FirstLoadPolicy
{
    /// <summary>It must load in the sandbox.</summary>
    Required,

    /// <summary>Its structure is validated and no more; whoever serves it loads it first.</summary>
    Skipped,
}

[OptionsValidator]
internal sealed partial class RegistryOptionsValidator : IValidateOptions<RegistryOptions>;
