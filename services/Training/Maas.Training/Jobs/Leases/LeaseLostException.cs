namespace Maas.Training.Jobs.Leases;

/// <summary>
/// Who wanted to change a job does not hold it any more: its lease ran out and somebody else took it, or it has ended.
/// Nothing was changed.
/// </summary>
internal sealed class LeaseLostException(string job, string owner)
    : Exception($"'{job}' is not held by '{LeaseOwner.Shown(owner)}' any more.");
