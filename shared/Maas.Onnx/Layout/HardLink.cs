using System.Runtime.InteropServices;

namespace Maas.Onnx.Layout;

/// <summary>A second name for a file, which costs no copy.</summary>
internal static partial class HardLink
{
    /// <returns>False when the file system cannot, or the two are on different ones.</returns>
    public static bool TryCreate(string source, string target) =>
        OperatingSystem.IsWindows() ? CreateOnWindows(target, source, 0) : LinkOnUnix(source, target) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkOnUnix(string source, string target);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateOnWindows(string target, string source, nint securityAttributes);
}
