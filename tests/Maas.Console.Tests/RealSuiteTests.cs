using System.Diagnostics;
using System.Text.Json;
using Maas.Console.Tests.Browsers;
using Maas.Testing;
using Microsoft.Playwright;

namespace Maas.Console.Tests;

/// <summary>The console of a suite as it is installed: one process, four services, a browser.</summary>
public sealed class RealSuiteTests
{
    private const string Ready = "Maas is ready:";

    private static string Suite => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Maas.AllInOne",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Maas.AllInOne.dll"));

    [Test]
    public async Task Overview_OfAFreshSuite_FindsItsFourServices()
    {
        using var data = new TempFolder();
        using var suite = Process.Start(new ProcessStartInfo("dotnet", [Suite, "--data", data.Path, "--free-ports", "--end-with-input"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            await ReadyAsync(suite).WaitAsync(TimeSpan.FromSeconds(60));
            using var description = JsonDocument.Parse(await File.ReadAllBytesAsync(data.File("suite.json")));
            var console = new Uri(description.RootElement.GetProperty("console").GetString()!);

            await using var opened = await OpenPage.OpenAsync(console, "/");

            await Assertions.Expect(opened.Page.Locator(".health .tag-good")).ToHaveCountAsync(4);
            await Assertions.Expect(opened.Page.Locator(".card")).ToContainTextAsync("Nothing is served yet.");
        }
        finally
        {
            suite.StandardInput.Close();
            await suite.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.That(suite.ExitCode, Is.Zero);
    }

    private static async Task ReadyAsync(Process suite)
    {
        while (await suite.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                _ = suite.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail("The suite ended before it was ready.");
    }
}
