using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Benchmarks;

/// <summary>One line of the report.</summary>
/// <param name="Model">Name of the model; empty for the empty call.</param>
/// <param name="Workload">What was measured.</param>
/// <param name="Concurrency">Callers at once.</param>
/// <param name="RequestsPerSecond">Answers per second, all callers together.</param>
/// <param name="P50Micros">Median of the latencies, within 1 %.</param>
/// <param name="P99Micros">99th percentile of the latencies, within 1 %.</param>
/// <param name="ShareOfInProcess">Requests per second over those in process; null where that says nothing.</param>
/// <param name="ShareOfEmptyCall">Requests per second over those of empty calls; null in process.</param>
internal sealed record ReportLine(
    string Model, string Workload, int Concurrency, double RequestsPerSecond, double P50Micros, double P99Micros,
    double? ShareOfInProcess, double? ShareOfEmptyCall);

/// <summary>Prints what was measured, for people and, as its last line, for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Head(BenchmarkPlan plan) => string.Create(CultureInfo.InvariantCulture, $"""
        {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}
        {plan.Rounds} rounds of {plan.Duration.TotalSeconds:0.##} s each, {plan.Rows} rows a request; client and server share the machine

        model             callers  workload      requests/s    p50 us    p99 us  of in process  of empty call
        """);

    public static string Row(ReportLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Model,-17} {line.Concurrency,7}  {line.Workload,-12} {line.RequestsPerSecond,11:0} "
        + $"{line.P50Micros,9:0} {line.P99Micros,9:0}  {line.ShareOfInProcess,13:0.0 %}  {line.ShareOfEmptyCall,13:0.0 %}").TrimEnd();

    public static string LastLine(BenchmarkPlan plan, IReadOnlyList<ReportLine> lines, double serverMicrosPerRequest) =>
        JsonSerializer.Serialize(
            new
            {
                benchmark = "inference",
                processors = Environment.ProcessorCount,
                plan.Rounds,
                seconds = plan.Duration.TotalSeconds,
                plan.Rows,
                serverProcessorMicrosPerRequest = Math.Round(serverMicrosPerRequest, 1),
                results = lines,
            },
            Json);
}
