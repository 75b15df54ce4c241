namespace Maas.Cli.Workers;

/// <summary>How a worker works.</summary>
internal sealed record WorkerSettings
{
    /// <summary>The Training service.</summary>
    public required Uri Server { get; init; }

    /// <summary>Jobs at the same time.</summary>
    public required int Slots { get; init; }

    /// <summary>What people know it by.</summary>
    public required string Name { get; init; }

    /// <summary>The program that trains one model; empty for the one beside this.</summary>
    public required string ProgramPath { get; init; }

    /// <summary>Resident bytes at which that is stopped.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>Bytes of tables that are kept.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>Where tables and jobs under way lie.</summary>
    public required string Folder { get; init; }

    /// <summary>Tables by digest.</summary>
    public string TablesPath => Path.Combine(Folder, "tables");

    /// <summary>One folder per job under way.</summary>
    public string JobsPath => Path.Combine(Folder, "jobs");
}
