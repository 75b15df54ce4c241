using Maas.Digests;
using System.Text;

namespace Maas.Inference.Deployments;

/// <summary>What this replica calls itself.</summary>
/// <param name="Value">1-128 characters.</param>
internal sealed record ReplicaName(string Value)
{
    /// <summary>The configured name, else one that two replicas on one machine do not share and a restart keeps.</summary>
    /// <param name="configured">From the options; null or empty when not set.</param>
    /// <param name="dataFolder">Full path; every replica has its own.</param>
    public static ReplicaName Of(string? configured, string dataFolder)
    {
        if (configured is { Length: > 0 })
        {
            return new ReplicaName(configured);
        }

        var machine = Environment.MachineName.Length <= 100 ? Environment.MachineName : Environment.MachineName[..100];
        var folder = Sha256Digest.Of(Encoding.UTF8.GetBytes(dataFolder)).Hex[..8];
        return new ReplicaName($"{machine}-{folder}");
    }
}
