namespace Maas.EndToEnd.Tests.Processes;

/// <summary>Where the programs are that were built with the tests: <c>artifacts/bin/&lt;project&gt;/&lt;configuration&gt;/</c>.</summary>
internal static class BuiltProgram
{
    /// <summary>The command line.</summary>
    public static string Cli => Find("Maas.Cli", "maas.dll");

    /// <summary>The suite.</summary>
    public static string AllInOne => Find("Maas.AllInOne", "Maas.AllInOne.dll");

    /// <summary>The benchmarks, which can upload one file.</summary>
    public static string Benchmarks => Find("Maas.Benchmarks", "Maas.Benchmarks.dll");

    /// <summary>The folder of the protos.</summary>
    public static string Protos => Path.GetFullPath(Path.Combine(Here, "..", "..", "..", "..", "protos"));

    private static string Here => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);

    private static string Find(string project, string file) =>
        Path.GetFullPath(Path.Combine(Here, "..", "..", project, Path.GetFileName(Here), file));
}
