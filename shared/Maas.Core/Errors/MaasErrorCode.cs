namespace Maas.Errors;

/// <summary>The canonical outcome of a failed call. Values equal <c>google.rpc.Code</c>.</summary>
public enum MaasErrorCode
{
    /// <summary>The caller went away.</summary>
    Cancelled = 1,

    /// <summary>The request can never succeed as sent.</summary>
    InvalidArgument = 3,

    /// <summary>The time given was over before the answer was there.</summary>
    DeadlineExceeded = 4,

    /// <summary>The named resource does not exist.</summary>
    NotFound = 5,

    /// <summary>The resource is already there.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and not allowed.</summary>
    PermissionDenied = 7,

    /// <summary>A queue, quota or buffer is full; later may succeed.</summary>
    ResourceExhausted = 8,

    /// <summary>The resource is in a state that does not allow this.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent write came first; read again and retry.</summary>
    Aborted = 10,

    /// <summary>An offset or window lies past the end.</summary>
    OutOfRange = 11,

    /// <summary>Part of the contract, but not built.</summary>
    Unimplemented = 12,

    /// <summary>A bug, told to the caller by its trace id alone.</summary>
    Internal = 13,

    /// <summary>Starting, stopping, or something it needs is away; a retry may succeed.</summary>
    Unavailable = 14,

    /// <summary>Stored bytes are not the bytes that were stored.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
