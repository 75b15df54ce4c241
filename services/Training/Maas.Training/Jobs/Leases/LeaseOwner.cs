namespace Maas.Training.Jobs.Leases;

/// <summary>Names of those who hold leases; never used again.</summary>
internal static class LeaseOwner
{
    /// <summary>What the names of services begin with. Kept in the database.</summary>
    public const string ServicePrefix = "service/";

    /// <summary>This run of the service: holds what its child processes train, and what it registers.</summary>
    public static string Service { get; } = $"{ServicePrefix}{Environment.MachineName}/{Guid.NewGuid():N}";

    /// <summary>One claim of a worker elsewhere.</summary>
    /// <param name="worker">What it calls itself.</param>
    public static string NewWorker(string worker) => $"worker/{worker}/{Guid.NewGuid():N}";
}
