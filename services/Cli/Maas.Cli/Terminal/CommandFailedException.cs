namespace Maas.Cli.Terminal;

/// <summary>A command cannot go on, for a reason that is no service's answer. The message says what to do.</summary>
/// <param name="exitCode">See <see cref="ExitCode"/>.</param>
/// <param name="reason">Stable kebab-case name of the cause.</param>
/// <param name="message">One sentence for a person.</param>
/// <param name="innerException">What led to it.</param>
internal sealed class CommandFailedException(int exitCode, string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Stable name of the cause.</summary>
    public string Reason { get; } = reason;
}
