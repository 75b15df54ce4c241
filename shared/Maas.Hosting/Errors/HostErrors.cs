using System.Globalization;
using Maas.Errors;

namespace Maas.Hosting.Errors;

/// <summary>Failures that the host itself tells a caller about. Mirrors <c>maas.rpc.v1.CommonErrorReason</c>.</summary>
internal static class HostErrors
{
    /// <summary>No valid credentials came with the call.</summary>
    public static MaasException Unauthenticated() =>
        new(MaasErrorCode.Unauthenticated, "UNAUTHENTICATED", CommonErrors.Domain,
            "No valid credentials came with the call. Send 'authorization: Bearer <token>'.");

    /// <summary>The caller is known and lacks the permission.</summary>
    public static MaasException PermissionDenied(string permission) =>
        new(MaasErrorCode.PermissionDenied, "PERMISSION_DENIED", CommonErrors.Domain,
            $"The permission '{permission}' is needed. Ask an administrator for it.")
        {
            Metadata = new Dictionary<string, string> { ["permission"] = permission },
        };

    /// <summary>The bytes of a message are not the message that the method takes.</summary>
    public static MaasException MessageUnreadable(string method, Exception? cause = null) =>
        new(MaasErrorCode.InvalidArgument, "INVALID_FIELD", CommonErrors.Domain,
            $"The bytes sent to '{method}' are not the message that it takes. Check that both sides use the same contract.", cause)
        {
            Metadata = new Dictionary<string, string> { ["method"] = method },
        };

    /// <summary>A message is larger than the host takes or sends.</summary>
    public static MaasException MessageTooLarge(long length, int limit) =>
        new(MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", CommonErrors.Domain, string.Create(
            CultureInfo.InvariantCulture,
            $"The message has {length} bytes, and 'Maas:Hosting:MaxMessageBytes' allows {limit}. Send less at once, or raise the limit."))
        {
            Metadata = new Dictionary<string, string> { ["limit"] = limit.ToString(CultureInfo.InvariantCulture) },
        };

    /// <summary>The host goes down.</summary>
    public static MaasException ShuttingDown(Exception? cause = null) =>
        new(MaasErrorCode.Unavailable, "SHUTTING_DOWN", CommonErrors.Domain,
            "The host is going down. Try again, elsewhere if you can.", cause)
        {
            RetryDelay = TimeSpan.FromSeconds(1),
        };

    /// <summary>Too many calls are open.</summary>
    public static MaasException TooManyCalls(int limit) =>
        new(MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", CommonErrors.Domain,
            $"The host has its limit of {limit.ToString(CultureInfo.InvariantCulture)} calls open. Wait, then try again.")
        {
            Metadata = new Dictionary<string, string> { ["limit"] = limit.ToString(CultureInfo.InvariantCulture) },
            RetryDelay = TimeSpan.FromSeconds(1),
        };
}
