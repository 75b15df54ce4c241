using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Maas.Testing.Redis;

/// <summary>A real <c>redis-server</c> process on a free loopback port, in memory. Killed when disposed.</summary>
public sealed class RedisServer : IDisposable
{
    private const string Binary = "/usr/bin/redis-server";

    private Process? _process;

    private RedisServer(int port) => Port = port;

    /// <summary>Whether this machine has one.</summary>
    public static bool IsInstalled => File.Exists(Binary);

    /// <summary>Where it listens, also after a restart.</summary>
    public int Port { get; }

    /// <summary><c>host:port</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts one, or has the test ignored where Redis is not installed.</summary>
    public static async Task<RedisServer> StartAsync(CancellationToken cancellationToken)
    {
        if (!IsInstalled)
        {
            Assert.Ignore($"{Binary} is not installed (Debian package redis-server).");
        }

        var server = new RedisServer(FreePort.Find());
        await server.RestartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        string[] arguments =
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        _process = Process.Start(new ProcessStartInfo(Binary, arguments) { RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("redis-server ended before it was ready.");
    }

    /// <summary>Kills it at once.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Kill();
}
