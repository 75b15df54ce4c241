using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Maas.Processes;

/// <summary>
/// A program of the suite that runs as a process of its own beside the application that starts it. Thread-safe.
/// </summary>
/// <param name="name">Its assembly's name.</param>
/// <param name="folder">Where it lies, within the application's folder, when the application is installed.</param>
public sealed class CompanionProgram(string name, string folder)
{
    /// <summary>
    /// The program's file: the configured one, or else the first there is of the application's own and the one built
    /// beside it.
    /// </summary>
    /// <param name="configuredPath">Empty to look in the usual places.</param>
    /// <param name="kind">What people call it, for the error: "worker".</param>
    /// <param name="setting">Full key of the setting that holds <paramref name="configuredPath"/>, for the error.</param>
    /// <exception cref="FileNotFoundException">There is none where one should be.</exception>
    public string Find(string configuredPath, string kind, string setting)
    {
        string[] candidates = configuredPath.Length > 0 ? [Path.GetFullPath(configuredPath)] : DefaultPaths();
        return Array.Find(candidates, File.Exists) ?? throw new FileNotFoundException(
            $"The {kind} is not at {string.Join(" nor at ", candidates.Select(path => $"'{path}'"))}. " +
            $"Build it, or set '{setting}'.");
    }

    /// <summary>What starts a program with all its streams redirected; arguments are still to be added.</summary>
    /// <param name="program">An executable, or a .NET library with an entry point.</param>
    public static ProcessStartInfo StartInfo(string program)
    {
        var isLibrary = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? FindDotnet() : program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (isLibrary)
        {
            start.ArgumentList.Add(program);
        }

        return start;
    }

    private string[] DefaultPaths()
    {
        var application = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(application);
        return
        [
            Path.Combine(application, folder, $"{name}.dll"),
            Path.GetFullPath(Path.Combine(application, "..", "..", name, configuration, $"{name}.dll")),
        ];
    }

    // The runtime lies in <dotnet>/shared/Microsoft.NETCore.App/<version>/.
    private static string FindDotnet()
    {
        var dotnet = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", dotnet));
        return File.Exists(own) ? own : dotnet;
    }
}
