using Maas.Errors;

namespace Maas.Inference.Serving;

/// <summary>What callers are told of a load that failed: what is meant for them, and of all else where to look.</summary>
internal static class LoadFailure
{
    /// <summary>A sentence for callers.</summary>
    /// <param name="error">What was thrown; null when the load was stopped.</param>
    public static string Told(Exception? error) => error switch
    {
        MaasException told => told.Message,
        IOException or UnauthorizedAccessException => "its files cannot be read; see the log of the server.",
        _ => "an internal error; see the log of the server.",
    };

    /// <summary>Whether the log needs the stack.</summary>
    public static bool IsBug(Exception? error) => error is not (MaasException or IOException or UnauthorizedAccessException);
}
