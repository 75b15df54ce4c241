using System.Diagnostics;

namespace Maas.Architecture.Tests.Operations;

/// <summary>The checker that comes with Prometheus (Debian: <c>prometheus</c>). Tests that need it are skipped where it is missing.</summary>
internal static class Promtool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it and requires that it finds nothing wrong.</summary>
    public static async Task RequireAsync(params string[] arguments)
    {
        const string path = "/usr/bin/promtool";
        if (!File.Exists(path))
        {
            Assert.Ignore($"{path} is missing; Debian has it in the package 'prometheus'.");
        }

        using var process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Limit);

        Assert.That(process.ExitCode, Is.Zero, $"{await output}{await error}");
    }
}
