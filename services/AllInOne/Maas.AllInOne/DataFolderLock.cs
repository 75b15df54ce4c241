using Maas.Hosting.Configuration;

namespace Maas.AllInOne;

/// <summary>
/// Keeps a second suite off a data folder. The system holds the lock, so that it ends with the process however that
/// ends; the file itself stays.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Makes the folder when it is not there, and takes it.</summary>
    /// <exception cref="HostRefusedException">Another suite has it, or it cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, "suite.lock");
            return new DataFolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new HostRefusedException(
                $"the data folder '{folder}' cannot be written. Give it to this user, or name another with --data DIR.",
                exception);
        }
        catch (IOException exception)
        {
            throw new HostRefusedException(
                $"the data folder '{folder}' is in use by another suite, or is no folder. Stop that one, or name another with "
                + $"--data DIR. ({exception.Message})",
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
