namespace Maas.Errors;

/// <summary>
/// A failure the caller is told about. Everything else that escapes a service method is a bug and
/// reaches the caller as <c>INTERNAL</c> without its message.
/// </summary>
/// <param name="code">How a client reacts.</param>
/// <param name="reason">Stable <c>UPPER_SNAKE_CASE</c> name, unique within <paramref name="domain"/>.</param>
/// <param name="domain">Owner of the reason, e.g. <c>registry.maas</c>.</param>
/// <param name="message">English sentence for a developer. Every value in it is also in the metadata.</param>
/// <param name="innerException">What led to it, for the log.</param>
public sealed class MaasException(
    MaasErrorCode code, string reason, string domain, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>How a client reacts.</summary>
    public MaasErrorCode Code { get; } = code;

    /// <summary>Stable <c>UPPER_SNAKE_CASE</c> name of the cause.</summary>
    public string Reason { get; } = reason;

    /// <summary>Owner of the reason.</summary>
    public string Domain { get; } = domain;

    /// <summary>Values of this occurrence, by lowerCamelCase key. Keys are never taken away again.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Every field at fault, all at once; empty when the failure is not about fields.</summary>
    public IReadOnlyList<FieldViolation> FieldViolations { get; init; } = [];

    /// <summary>How long a client waits before it tries again; null when it should not, or need not wait.</summary>
    public TimeSpan? RetryDelay { get; init; }
}
