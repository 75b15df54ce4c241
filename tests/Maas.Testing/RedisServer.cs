using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace Maas.Testing;

/// <summary>A real <c>redis-server</c> on a free port of loopback, without persistence. Ends with the test.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

    private readonly Process _process;
    private readonly TempFolder _folder;

    private RedisServer(Process process, TempFolder folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Address as StackExchange.Redis takes it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one; the test is ignored, saying why, on a machine that has none.</summary>
    /// <param name="arguments">More of redis-server's own, e.g. <c>--maxmemory 32mb</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var path = Folders.Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
        if (path is null)
        {
            Assert.Ignore($"redis-server is not installed: not in {string.Join(", ", Folders)}.");
        }

        var folder = new TempFolder();
        var port = FreePort.Find();
        var process = Process.Start(new ProcessStartInfo(path!,
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
            "--dir", folder.Path, "--save", "", "--appendonly", "no", .. arguments,
        ])
        {
            RedirectStandardOutput = true,
        })!;
        var server = new RedisServer(process, folder, port);
        await server.WaitUntilItAnswersAsync();
        return server;
    }

    /// <summary>Ends the server at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    // It says so on its standard output when it takes connections; the line is the same since version 4.
    private async Task WaitUntilItAnswersAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.OrdinalIgnoreCase))
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"redis-server ended with code {_process.ExitCode} before it was ready.");
    }
}
