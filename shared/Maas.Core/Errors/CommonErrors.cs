namespace Maas.Errors;

/// <summary>Failures that any service tells a caller about. Mirrors <c>maas.rpc.v1.CommonErrorReason</c>.</summary>
public static class CommonErrors
{
    /// <summary>Owner of the reasons below.</summary>
    public const string Domain = "maas";

    /// <summary>One or more fields are missing or malformed.</summary>
    public static MaasException InvalidFields(params IReadOnlyList<FieldViolation> violations) =>
        new(MaasErrorCode.InvalidArgument, "INVALID_FIELD", Domain,
            string.Join(" ", violations.Select(violation => $"{violation.Field}: {violation.Description}")))
        {
            FieldViolations = violations,
        };

    /// <summary>One field is missing or malformed.</summary>
    public static MaasException InvalidField(string field, string description) =>
        InvalidFields(new FieldViolation(field, description));

    /// <summary>The page token is not one this service made, or belongs to another query.</summary>
    public static MaasException PageTokenInvalid() =>
        new(MaasErrorCode.InvalidArgument, "PAGE_TOKEN_INVALID", Domain,
            "The page token was not made for this query. Start again without one.")
        {
            FieldViolations = [new FieldViolation("page_token", "Not made for this query.")],
        };

    /// <summary>The request id was used before with another request.</summary>
    public static MaasException RequestIdReused(string requestId) =>
        new(MaasErrorCode.InvalidArgument, "REQUEST_ID_REUSED", Domain,
            $"The request id '{requestId}' was used before with another request. Make a new id for a new request.")
        {
            Metadata = new Dictionary<string, string> { ["requestId"] = requestId },
            FieldViolations = [new FieldViolation("request_id", "Used before with another request.")],
        };

    /// <summary>Another service that this call needs does not answer.</summary>
    public static MaasException DependencyUnavailable(string service, Exception? cause = null) =>
        new(MaasErrorCode.Unavailable, "DEPENDENCY_UNAVAILABLE", Domain,
            $"The service '{service}' does not answer. Try again later.", cause)
        {
            Metadata = new Dictionary<string, string> { ["service"] = service },
            RetryDelay = TimeSpan.FromSeconds(1),
        };

    /// <summary>The disk of the service is full; nothing of the call was kept.</summary>
    public static MaasException StorageFull(Exception cause) =>
        new(MaasErrorCode.ResourceExhausted, "STORAGE_FULL", Domain,
            "The disk of the service is full; nothing of this call was kept. Free space on it, then try again.", cause);
}
