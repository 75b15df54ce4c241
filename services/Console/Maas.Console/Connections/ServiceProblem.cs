using Maas.Errors;

namespace Maas.Console.Connections;

/// <summary>What a problem is about, which decides how a page shows it.</summary>
public enum ProblemKind
{
    /// <summary>Nobody answers.</summary>
    Away,

    /// <summary>The service does not tell this.</summary>
    NotYet,

    /// <summary>It wants to know who asks.</summary>
    SignIn,

    /// <summary>It has nothing of this name.</summary>
    NotFound,

    /// <summary>It answered with an error, and says in words what to do.</summary>
    Refused,
}

/// <summary>Why a service did not answer, for a person.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">What happened and what to do.</param>
public sealed record ServiceProblem(string Service, ProblemKind Kind, string Message)
{
    /// <summary>Says what a failed call means.</summary>
    /// <param name="service">Who was asked.</param>
    /// <param name="address">Where.</param>
    /// <param name="failure">How it failed.</param>
    internal static ServiceProblem Of(string service, Uri address, MaasException failure) => failure.Code switch
    {
        MaasErrorCode.Unavailable or MaasErrorCode.DeadlineExceeded => new(service, ProblemKind.Away,
            $"{service} does not answer at {address}. What it tells is missing here; everything else goes on. "
            + $"Start it, or name its address with Maas:Services:{service}."),
        MaasErrorCode.Unimplemented => new(service, ProblemKind.NotYet, $"Not known yet: this version of {service} does not tell it."),
        MaasErrorCode.Unauthenticated => new(service, ProblemKind.SignIn, $"{service} wants to know who asks. Sign in with a token that it knows."),
        MaasErrorCode.PermissionDenied => new(service, ProblemKind.Refused,
            $"{service} does not let your token do this: it lacks the permission '{failure.Metadata.GetValueOrDefault("permission", "unknown")}'."),
        MaasErrorCode.NotFound => new(service, ProblemKind.NotFound, failure.Message),
        _ => new(service, ProblemKind.Refused, failure.FieldViolations.Count == 0
            ? failure.Message
            : string.Join(" ", failure.FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}"))),
    };
}
