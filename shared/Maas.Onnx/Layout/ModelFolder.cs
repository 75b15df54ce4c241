using System.Security.Cryptography;
using Maas.Onnx.Validation;

namespace Maas.Onnx.Layout;

/// <summary>
/// The files of one version in a folder of their own that no other user can enter, for as long as this object lives.
/// A lock beside it says that it is in use; it goes with the process, however that ends.
/// </summary>
public sealed class ModelFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private const string Prefix = "model-";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private ModelFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Lays files out: linked where the file system can, else copied.</summary>
    /// <param name="root">Holds the folders of all checks; made when it is not there.</param>
    /// <param name="files">Their paths are plain and different.</param>
    /// <exception cref="IOException">They cannot be laid out.</exception>
    /// <exception cref="UnauthorizedAccessException">The root belongs to someone else.</exception>
    /// <exception cref="ArgumentException">A path is not plain.</exception>
    public static ModelFolder Create(string root, IReadOnlyList<LinkedFile> files)
    {
        MakeRoot(root);
        var path = System.IO.Path.Combine(root, $"{Prefix}{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        var held = new FileStream(path + LockSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var folder = new ModelFolder(path, held);
        try
        {
            MakePrivate(path);
            foreach (var file in files)
            {
                Lay(path, file);
            }

            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Removes what processes that are no more have left behind.</summary>
    public static void Sweep(string root)
    {
        try
        {
            foreach (var path in Directory.Exists(root) ? Directory.GetFiles(root, $"{Prefix}*{LockSuffix}") : [])
            {
                SweepOne(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read is told by the check that wants to write there.
        }
    }

    /// <summary>Removes the folder. What cannot be removed now is left to a later sweep.</summary>
    public void Dispose()
    {
        var isRemoved = TryRemove(Path);
        _lock.Dispose();
        if (isRemoved)
        {
            File.Delete(Path + LockSuffix);
        }
    }

    private static void SweepOne(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
            if (TryRemove(path[..^LockSuffix.Length]))
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is at work there.
        }
    }

    private static void MakeRoot(string root)
    {
        MakePrivate(root);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(root) & ~Private) != 0)
        {
            throw new UnauthorizedAccessException(
                $"The folder '{root}' can be entered by others, expected mode 0700. Remove it, or name another one.");
        }
    }

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, Private);
    }

    private static void Lay(string folder, LinkedFile file)
    {
        if (!ExternalPath.IsPlain(file.Path))
        {
            throw new ArgumentException($"Expected a plain relative path, got '{file.Path}'.", nameof(file));
        }

        var target = System.IO.Path.Combine(folder, file.Path);
        MakePrivate(System.IO.Path.GetDirectoryName(target)!);
        if (!HardLink.TryCreate(file.SourceFile, target))
        {
            File.Copy(file.SourceFile, target);
        }
    }

    private static bool TryRemove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
