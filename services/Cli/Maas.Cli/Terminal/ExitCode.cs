using Maas.Errors;

namespace Maas.Cli.Terminal;

/// <summary>What the process ends with, so that scripts can tell failures apart. Numbers are never reused.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A bug, here or in a service.</summary>
    public const int Bug = 1;

    /// <summary>The command line cannot be understood, or a local file cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>The service refuses the request as sent.</summary>
    public const int Refused = 3;

    /// <summary>Something named does not exist.</summary>
    public const int NotFound = 4;

    /// <summary>The state of things forbids it: it exists already, or someone else wrote first.</summary>
    public const int Conflict = 5;

    /// <summary>No service answers, it is too busy, or time ran out: the same may succeed later.</summary>
    public const int Unavailable = 6;

    /// <summary>The caller is unknown or not allowed.</summary>
    public const int Forbidden = 7;

    /// <summary>The work was accepted and ended badly: a job failed, a model does not load, the suite
    /// ended, a check found damage.</summary>
    public const int WorkFailed = 8;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;

    /// <summary>The table for <c>--help</c>.</summary>
    public const string Explanation =
        "Exit codes: 0 done; 1 a bug; 2 the command line or a local file; 3 refused as sent; 4 not found; "
        + "5 conflict with the state of things; 6 no answer, busy or too late: try again; 7 not allowed; "
        + "8 the work itself failed, or a check found damage; 130 interrupted.";

    /// <summary>The code for what a service said.</summary>
    public static int Of(MaasErrorCode code) => code switch
    {
        MaasErrorCode.InvalidArgument or MaasErrorCode.OutOfRange or MaasErrorCode.Unimplemented => Refused,
        MaasErrorCode.NotFound => NotFound,
        MaasErrorCode.AlreadyExists or MaasErrorCode.FailedPrecondition or MaasErrorCode.Aborted => Conflict,
        MaasErrorCode.Unavailable or MaasErrorCode.DeadlineExceeded or MaasErrorCode.ResourceExhausted => Unavailable,
        MaasErrorCode.Unauthenticated or MaasErrorCode.PermissionDenied => Forbidden,
        MaasErrorCode.Cancelled => Interrupted,
        _ => Bug,
    };
}
