using System.Data.Common;

namespace Maas.Hosting.Errors;

/// <summary>Recognises the failures of a disk without space: a matter of operation, not a bug.</summary>
internal static class FullDisk
{
    // Linux and macOS: ENOSPC, EDQUOT of Linux; Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
    private static readonly int[] Codes = OperatingSystem.IsWindows() ? [39, 112] : [28, 122];

    /// <summary>Whether the failure, or what led to it, is a full disk.</summary>
    public static bool IsBehind(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            // Data engines hand on the text of the system alone.
            if ((cause is IOException && Codes.Contains(cause.HResult & 0xFFFF))
                || (cause is DbException && cause.Message.Contains("No space left on device", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
