using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Maas.Storage.Blobs;

/// <summary>
/// Makes names as durable as the bytes they stand for. On POSIX systems a rename is on disk only after an fsync of the
/// folder, which the class library cannot do: it opens no folders. Source: Pillai et al., "All File Systems Are Not
/// Created Equal", OSDI 2014, section 4.
/// </summary>
internal static partial class DurableFolder
{
    /// <summary>O_RDONLY is 0 everywhere; O_CLOEXEC is left out because its value differs between systems.</summary>
    private const int OpenReadOnly = 0;

    /// <summary>Moves a flushed file to its final name, replacing what is there, and waits until the name is on disk.</summary>
    public static void Rename(string source, string destination)
    {
        var folder = Path.GetDirectoryName(destination)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            Flush(Path.GetDirectoryName(folder)!);
        }

        File.Move(source, destination, overwrite: true);
        Flush(folder);
    }

    /// <summary>Waits until the folder's entries are on disk. Windows keeps them in NTFS's journal: nothing to do.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, OpenReadOnly);
        if (descriptor < 0)
        {
            throw LastError("open", folder);
        }

        try
        {
            if (FileSync(descriptor) != 0)
            {
                throw LastError("flush", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException LastError(string action, string folder)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"Cannot {action} the folder '{folder}': {error.Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
