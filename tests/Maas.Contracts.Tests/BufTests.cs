using System.Diagnostics;

namespace Maas.Contracts.Tests;

internal sealed class BufTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Lint_FindsNothing(CancellationToken cancellationToken)
    {
        var buf = Environment.GetEnvironmentVariable("BUF");
        if (string.IsNullOrEmpty(buf))
        {
            Assert.Ignore("The environment variable BUF does not name a buf executable.");
        }

        using var process = Process.Start(new ProcessStartInfo(buf!,
            ["lint", Contracts.SourcePath, "--config", Path.Combine(AppContext.BaseDirectory, "buf.yaml")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var findings = await process.StandardOutput.ReadToEndAsync(cancellationToken)
            + await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.That(process.ExitCode, Is.Zero, findings);
    }
}
