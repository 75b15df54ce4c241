using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;

namespace Maas.Benchmarks.Load;

/// <summary>Runs <c>h2load</c>: one thread, one connection, a request that was serialized before.</summary>
/// <remarks>Source of the options: nghttp2 1.52, <c>h2load(1)</c>.</remarks>
internal sealed class H2Load : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maas-benchmark-");

    private string Body => Path.Combine(_folder.FullName, "request");

    /// <summary>Sends the same request again and again.</summary>
    /// <param name="url">Address and path of the method.</param>
    /// <param name="request">The message.</param>
    /// <param name="concurrency">Streams at once.</param>
    /// <param name="warmUp">Not measured.</param>
    /// <param name="duration">Measured.</param>
    /// <param name="processorTime">Processor time of the server so far.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or a request failed.</exception>
    public async Task<LoadSample> RunAsync(
        Uri url, IMessage request, int concurrency, TimeSpan warmUp, TimeSpan duration, Func<TimeSpan> processorTime)
    {
        await WarmUpAsync(url, request, concurrency, warmUp);
        var body = Body;
        var log = Path.Combine(_folder.FullName, "log");
        var before = processorTime();
        await RunAsync(url, body, concurrency, duration, log);
        var used = processorTime() - before;
        var micros = new List<double>();
        foreach (var line in File.ReadLines(log))
        {
            var fields = line.Split('\t');
            if (fields[1] != "200")
            {
                throw new InvalidOperationException($"h2load got the HTTP status {fields[1]}.");
            }

            micros.Add(double.Parse(fields[2], CultureInfo.InvariantCulture));
        }

        micros.Sort();
        return new LoadSample(
            micros.Count / duration.TotalSeconds, micros[micros.Count / 2], micros[(int)(micros.Count * 0.99)],
            used.TotalMicroseconds / micros.Count);
    }

    /// <summary>Sends the same request again and again, and measures nothing.</summary>
    public async Task WarmUpAsync(Uri url, IMessage request, int concurrency, TimeSpan duration)
    {
        await File.WriteAllBytesAsync(Body, Frame(request));
        await RunAsync(url, Body, concurrency, duration, Path.Combine(_folder.FullName, "warm"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RunAsync(Uri url, string body, int concurrency, TimeSpan duration, string log)
    {
        File.Delete(log);
        var start = new ProcessStartInfo("h2load", [
            "-c", "1", "-t", "1", "-m", Text(concurrency), "-D", $"{Text((int)duration.TotalSeconds)}", "-d", body,
            "-H", "content-type: application/grpc", "-H", "te: trailers", $"--log-file={log}", url.ToString(),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"h2load ended with {process.ExitCode}: {await error} {await output}");
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException("h2load is not installed (Debian package nghttp2-client).", exception);
        }
    }

    /// <remarks>Source: gRPC over HTTP/2, "Length-Prefixed-Message".</remarks>
    private static byte[] Frame(IMessage request)
    {
        var message = request.ToByteArray();
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One measurement.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="P50Micros">Median of the latencies.</param>
/// <param name="P99Micros">99th percentile of the latencies.</param>
/// <param name="ServerMicros">Processor time of the server per request.</param>
internal sealed record LoadSample(double RequestsPerSecond, double P50Micros, double P99Micros, double ServerMicros);
