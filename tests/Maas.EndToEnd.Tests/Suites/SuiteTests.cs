using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;

namespace Maas.EndToEnd.Tests.Suites;

/// <summary>The four services in one process: how it starts, refuses and ends.</summary>
public sealed class SuiteTests
{
    private const string Ready = "Maas is ready:";

    private TempFolder _data;

    [SetUp]
    public void MakeFolder() => _data = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _data.Dispose();

    [Test]
    public async Task Terminate_OfARunningSuite_EndsItInOrder()
    {
        using var suite = await StartAsync();
        Assert.That(_data.File("suite.json"), Does.Exist);

        suite.Terminate();
        await suite.WaitForExitAsync();

        Assert.That(suite.ExitCode, Is.Zero, suite.Output + suite.Error);
        Assert.That(_data.File("suite.json"), Does.Not.Exist);
    }

    [Test]
    public async Task Start_OnAFolderInUse_IsRefused()
    {
        using var first = await StartAsync();

        using var second = ProgramRun.StartDotnet(BuiltProgram.AllInOne, ["--data", _data.Path, "--free-ports"]);
        await second.WaitForExitAsync();

        Assert.That(second.ExitCode, Is.EqualTo(1));
        Assert.That(second.Error, Does.Contain(_data.Path).And.Contain("in use by another suite").And.Contain("--data"));
        Assert.That(_data.File("suite.json"), Does.Exist, "The file of the first suite must not go.");
    }

    [Test]
    public async Task Start_OnATakenPort_SaysWhichPortAndWhichSetting()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        using var up = ProgramRun.StartDotnet(
            BuiltProgram.Cli,
            ["up", "--data", _data.Path, "--free-ports", "--set", $"Maas:Monitoring:GrpcEndpoint=127.0.0.1:{port}"]);
        await up.WaitForExitAsync();

        Assert.That(up.ExitCode, Is.EqualTo(8));
        Assert.That(up.Error, Does.Contain($"port {port}").And.Contain("--Maas:Monitoring:GrpcEndpoint"));
    }

    [Test]
    public async Task Kill_OfTheSuite_LeavesAFolderThatStartsAgain()
    {
        using var first = await StartAsync();
        first.Kill();
        await first.WaitForExitAsync();

        using var second = await StartAsync();

        Assert.That(ProcessIdOf(_data), Is.EqualTo(second.Id));
    }

    [Test]
    public async Task Kill_OfTheCommandLine_EndsTheSuiteToo()
    {
        using var up = ProgramRun.StartDotnet(
            BuiltProgram.Cli, ["up", "--data", _data.Path, "--free-ports", "--output", "json"], waitedFor: "}");
        await up.WaitForLineAsync();
        using var suite = Process.GetProcessById(ProcessIdOf(_data));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        up.Kill();
        await suite.WaitForExitAsync(limit.Token);

        Assert.That(_data.File("suite.json"), Does.Not.Exist);
    }

    private static int ProcessIdOf(TempFolder data)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(data.File("suite.json")));
        return json.RootElement.GetProperty("processId").GetInt32();
    }

    private async Task<ProgramRun> StartAsync()
    {
        var suite = ProgramRun.StartDotnet(BuiltProgram.AllInOne, ["--data", _data.Path, "--free-ports"], Ready);
        await suite.WaitForLineAsync();
        return suite;
    }
}
