using System.Diagnostics;
using Maas.Onnx.Sandboxing;
using Maas.Testing.Onnx;

namespace Maas.Onnx.Tests.Sandboxing;

/// <summary>The process itself: what it gives up, and that it goes with whoever started it.</summary>
[Platform("Linux")]
internal sealed class SandboxProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("maas-sandbox-tests-").FullName;
        var loop = HostileModels.Contained().Single(model => model.Name == "loop");
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx"), loop.Make());
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Program_WhoseInputIsClosed_Ends()
    {
        using var process = Process.Start(StartInfo())!;
        await UntilItRunsAsync(process);

        process.StandardInput.Close();

        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(process.ExitCode, Is.EqualTo(137));
    }

    [Test]
    public async Task Program_WhoseParentIsKilled_Ends()
    {
        var inner = StartInfo();
        var outer = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        outer.ArgumentList.Add("-c");

        // Its input stays open, and the shell waits, so only the death of its parent can tell it.
        outer.ArgumentList.Add("sleep 20 | \"$0\" \"$@\" & echo $!; exec 1>&-; wait");
        outer.ArgumentList.Add(inner.FileName);
        foreach (var argument in inner.ArgumentList)
        {
            outer.ArgumentList.Add(argument);
        }

        outer.Environment.Clear();
        foreach (var (name, value) in inner.Environment)
        {
            outer.Environment[name] = value;
        }

        using var shell = Process.Start(outer)!;
        using var process = Process.GetProcessById(int.Parse((await shell.StandardOutput.ReadLineAsync())!));
        await UntilItRunsAsync(shell);

        shell.Kill();

        await UntilAsync(() => process.HasExited);
    }

    [Test]
    public async Task Program_WhileItRuns_HasGivenUpItsRights()
    {
        using var process = Process.Start(StartInfo())!;
        await UntilItRunsAsync(process);

        var status = await File.ReadAllTextAsync($"/proc/{process.Id}/status");
        var limits = await File.ReadAllTextAsync($"/proc/{process.Id}/limits");
        var environment = await File.ReadAllTextAsync($"/proc/{process.Id}/environ");
        process.Kill();

        Assert.That(status, Does.Match(@"NoNewPrivs:\s+1").And.Match(@"Seccomp:\s+2"));
        Assert.That(limits, Does.Match(@"Max file size\s+0\s+0").And.Match(@"Max core file size\s+0\s+0"));
        Assert.That(limits, Does.Match(@"Max data size\s+536870912\s+536870912").And.Match(@"Max cpu time\s+10\s+11"));
        Assert.That(environment, Does.Not.Contain("HOME="));
    }

    private static async Task UntilItRunsAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (SandboxReport.TryParse(line)?.Stage == SandboxStage.Running)
            {
                return;
            }
        }

        Assert.Fail("It ended before it ran.");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private ProcessStartInfo StartInfo() => new SandboxCommand(new SandboxOptions
    {
        WallTime = TimeSpan.FromSeconds(60),
        CpuTime = TimeSpan.FromSeconds(10),
        MemoryBytes = 512L * 1024 * 1024,
    }).StartInfo(_folder);
}
