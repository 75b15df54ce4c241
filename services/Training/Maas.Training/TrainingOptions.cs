using System.ComponentModel.DataAnnotations;
using Maas.Processes;
using Microsoft.Extensions.Options;

namespace Maas.Training;

/// <summary>Settings of the Training service.</summary>
public sealed class TrainingOptions
{
    /// <summary>Where they stand in the configuration.</summary>
    public const string Section = "Maas:Training";

    /// <summary>
    /// PostgreSQL that keeps the metadata of datasets and jobs, as Npgsql takes it
    /// (<c>Host=db;Database=maas;Username=training;Search Path=training</c>). Several services may work on it when they share
    /// the training folder. Default: none, SQLite in the training folder.
    /// </summary>
    public string PostgresConnection { get; set; } = "";

    /// <summary>
    /// Jobs that this service trains at the same time, 0-64; 0 leaves them all to workers elsewhere. Default: 1.
    /// </summary>
    [Range(0, 64)]
    public int WorkerSlots { get; set; } = 1;

    /// <summary>
    /// The worker: a <c>.dll</c>, run by the dotnet this process runs on, or an executable. Empty means
    /// <c>worker/Maas.Training.Worker.dll</c> beside the application, or that of a sibling build folder.
    /// </summary>
    public string WorkerPath { get; set; } = "";

    /// <summary>
    /// A job of which nothing was heard for so long goes to another worker, 1 second to 1 hour; a third of it passes between
    /// two signs of life. Default: 30 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time a worker may take for one job, 1 second to 30 days. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxJobDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Resident memory at which a worker process is stopped, in bytes; its job fails with <c>MEMORY_EXCEEDED</c>. Default: 0, three
    /// quarters of the memory of the machine or its control group.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long WorkerMemoryLimitBytes { get; set; }

    /// <summary>Threads of a worker's numeric libraries, 1-256. Default: 1, which is fastest for small models.</summary>
    [Range(1, 256)]
    public int WorkerThreads { get; set; } = 1;

    /// <summary>Largest file that can be imported, in bytes. Default: 2 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxDatasetSizeBytes { get; set; } = 2L << 30;

    /// <summary>Longest pause between two messages of an import, 100 ms to 1 hour. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ImportIdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory of the data engine per import or profile, in bytes, 64 MiB or more. Default: 512 MiB.</summary>
    [Range(64L << 20, long.MaxValue)]
    public long DataMemoryLimitBytes { get; set; } = 512L << 20;

    /// <summary>How long a trained model is offered to a Registry that does not answer, up to 7 days. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan RegistrationTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes that a worker may take.</summary>
    internal long MemoryLimitOfWorkers => WorkerMemoryLimitBytes > 0 ? WorkerMemoryLimitBytes : MachineMemory.TotalBytes / 4 * 3;

    /// <summary>Whether other services may work on the same jobs: a file of SQLite has one owner.</summary>
    internal bool IsShared => PostgresConnection.Length > 0;
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class TrainingOptionsValidator : IValidateOptions<TrainingOptions>;
