namespace Maas.Training.Jobs;

/// <summary>Life cycle of a job. Kept in the database by name.</summary>
internal enum JobState
{
    /// <summary>Accepted, waiting for a worker.</summary>
    Queued = 1,

    /// <summary>A worker trains, or the model is being registered.</summary>
    Running = 2,

    /// <summary>Asked to stop, not stopped yet.</summary>
    Cancelling = 3,

    /// <summary>Stopped on request. Final.</summary>
    Cancelled = 4,

    /// <summary>Ended without a model. Final.</summary>
    Failed = 5,

    /// <summary>Ended with a registered version. Final.</summary>
    Succeeded = 6,
}
