using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Maas.Benchmarks.Serving;

/// <summary><see cref="EmptyService"/> as a process of its own on a free port of loopback. Ends when disposed.</summary>
internal sealed class EmptyServiceProcess : IDisposable
{
    private readonly Process _process;

    private EmptyServiceProcess(Process process, int port) => (_process, Address) = (process, new Uri($"http://127.0.0.1:{port}"));

    public Uri Address { get; }

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <exception cref="InvalidOperationException">It ended at once.</exception>
    public static async Task<EmptyServiceProcess> StartAsync(CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(EmptyServiceProcess).Assembly.Location, EmptyService.Command, port.ToString(CultureInfo.InvariantCulture)]);

        // As the hosts of the services have it.
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start)!;
        while (!await AcceptsAsync(port, cancellationToken))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("The empty service ended at once.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        return new EmptyServiceProcess(process, port);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
