namespace Maas.Training.Jobs.Leases;

/// <summary>Names of those who hold leases; never used again.</summary>
internal static class LeaseOwner
{
    /// <summary>What the names of services begin with. Kept in the database.</summary>
    public const string ServicePrefix = "service/";

    /// <summary>What the names of workers elsewhere begin with.</summary>
    public const string WorkerPrefix = "worker/";

    /// <summary>This run of the service: holds what its child processes train, and what it registers.</summary>
    public static string Service { get; } = $"{ServicePrefix}{Environment.MachineName}/{Guid.NewGuid():N}";

    /// <summary>An owner as people may see it: without what proves that it holds the lease.</summary>
    public static string Shown(string owner) => owner[..Math.Max(0, owner.LastIndexOf('/'))];

    /// <summary>One claim of a worker elsewhere. A secret between it and the service.</summary>
    /// <param name="worker">What people know it by.</param>
    /// <param name="claim">Made for this claim.</param>
    public static string OfWorker(string worker, Guid claim) => $"{WorkerPrefix}{worker}/{claim:N}";
}
