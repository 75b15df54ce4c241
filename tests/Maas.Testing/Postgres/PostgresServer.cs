using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Maas.Testing.Postgres;

/// <summary>A real PostgreSQL server on a free loopback port, in a folder of its own. Stopped and deleted when disposed.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Installations = "/usr/lib/postgresql";

    // The server refuses to run as root.
    private const string User = "postgres";

    private readonly TempFolder _folder = new();
    private readonly int _port = FreePort.Find();
    private int _databases;
    private bool _isRunning;

    private PostgresServer()
    {
    }

    /// <summary>Whether this machine has one.</summary>
    public static bool IsInstalled => Binaries is not null;

    private static string? Binaries => Directory.Exists(Installations)
        ? Directory.GetDirectories(Installations).Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private string Data => _folder.File("data");

    /// <summary>Starts one, or has the test ignored where PostgreSQL is not installed.</summary>
    public static PostgresServer Start()
    {
        if (!IsInstalled)
        {
            Assert.Ignore($"No PostgreSQL in {Installations} (Debian package postgresql).");
        }

        var server = new PostgresServer();
        Run("chown", User, server._folder.Path);
        RunAsUser($"{Binaries}/initdb -D {server.Data} -U maas -A trust -E UTF8 --locale=C.UTF-8 -N");
        server.Restart();
        return server;
    }

    /// <summary>A new, empty database; its connection string.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"maas{Interlocked.Increment(ref _databases)}");
        RunAsUser($"{Binaries}/createdb -h 127.0.0.1 -p {_port} -U maas {name}");
        return string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=maas;Database={name};Timeout=5");
    }

    /// <summary>Starts it again on the same port and data.</summary>
    public void Restart()
    {
        RunAsUser($"{Binaries}/pg_ctl start -w -D {Data} -l {_folder.File("log")} -o '-p {_port} -c listen_addresses=127.0.0.1 -k {_folder.Path}'");
        _isRunning = true;
    }

    /// <summary>Ends it as a crash does: nothing is written, the next start recovers from the log.</summary>
    public void Crash()
    {
        if (_isRunning)
        {
            RunAsUser($"{Binaries}/pg_ctl stop -w -m immediate -D {Data}");
            _isRunning = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Crash();
        _folder.Dispose();
    }

    private static void RunAsUser(string command)
    {
        if (Environment.UserName == "root")
        {
            Run("su", User, "-s", "/bin/sh", "-c", command);
            return;
        }

        Run("/bin/sh", "-c", command);
    }

    // Its children keep the pipes, so nothing is read from it.
    private static void Run(string program, params string[] arguments)
    {
        string[] command = ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", command) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
        }
    }
}
