using System.Runtime.InteropServices;
using Maas.Cli.Terminal;

namespace Maas.Cli.Suites;

/// <summary>Finds what must be started.</summary>
internal static class SuiteProgram
{
    private const string File = "Maas.AllInOne.dll";

    /// <summary>The suite: beside the installed command line in <c>suite/</c>, else in the sibling build folder.</summary>
    /// <exception cref="CommandFailedException">It is in neither place.</exception>
    public static string Find()
    {
        // artifacts/bin/Maas.Cli/<configuration>/ and artifacts/bin/Maas.AllInOne/<configuration>/
        var here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] places =
        [
            Path.Combine(here, "suite", File),
            Path.GetFullPath(Path.Combine(here, "..", "..", "Maas.AllInOne", Path.GetFileName(here), File)),
        ];
        return places.FirstOrDefault(System.IO.File.Exists) ?? throw new CommandFailedException(
            ExitCode.Usage, "suite-not-found",
            $"The suite is not installed: neither '{places[0]}' nor '{places[1]}' is there. Build services/AllInOne/Maas.AllInOne.");
    }

    /// <summary>The <c>dotnet</c> of the runtime that this process runs on.</summary>
    public static string DotnetPath()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var path = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return System.IO.File.Exists(path) ? path : name;
    }
}
