using System.Diagnostics;
using System.Text.Json;

namespace Maas.Cli.Connections;

/// <summary>What a running suite says of itself in <c>suite.json</c> of its data folder.</summary>
internal sealed record SuiteDescription
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>Process that runs the suite.</summary>
    public required int ProcessId { get; init; }

    /// <summary>gRPC of the Registry.</summary>
    public required Uri Registry { get; init; }

    /// <summary>gRPC of Training.</summary>
    public required Uri Training { get; init; }

    /// <summary>gRPC of Inference.</summary>
    public required Uri Inference { get; init; }

    /// <summary>REST of Inference.</summary>
    public required Uri InferenceHttp { get; init; }

    /// <summary>gRPC of Monitoring.</summary>
    public required Uri Monitoring { get; init; }

    /// <summary>The web console; null of a suite from before there was one.</summary>
    public Uri? Console { get; init; }

    /// <summary>The suite of a data folder; null when none runs there.</summary>
    public static SuiteDescription? Find(string dataFolder)
    {
        try
        {
            var content = File.ReadAllBytes(Path.Combine(dataFolder, "suite.json"));
            var suite = JsonSerializer.Deserialize<SuiteDescription>(content, Format);
            return suite is not null && IsAlive(suite.ProcessId) ? suite : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    // A suite that was killed leaves its file behind.
    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
