using System.Globalization;
using System.Text.Json;
using Maas.Monitoring.Drift;

namespace Maas.Benchmarks.FalseAlarms;

/// <summary>Measures how often Monitoring tells windows apart, with and without drift.</summary>
internal sealed class FalseAlarmBenchmark(FalseAlarmPlan plan)
{
    private const int BaselineRows = 10_000;
    private const double Shift = 0.2;
    private const int PowerEvery = 10;

    private static readonly (int Rows, int Features, bool IsNumeric)[] Sizes =
    [
        .. from rows in new[] { 50, 100, 200, 500, 1_000, 5_000, 20_000, 100_000 }
           from features in new[] { 1, 20, 200 }
           select (rows, features, true),
        .. from rows in new[] { 50, 200, 1_000, 5_000 }
           from features in new[] { 1, 20 }
           select (rows, features, false),
    ];

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Windows} windows of each size, level {plan.Level}, baselines of {BaselineRows} rows, seed {plan.Seed}; '±' is a standard error\n"));
        await output.WriteLineAsync($"{"rows",8}{"features",10} {"kind",-11}{"told apart",16}{"of the level",15}{"with 0.2 sd",14}{"ms a report",14}");
        var results = new List<FalseAlarmResult>();
        foreach (var (rows, features, isNumeric) in Sizes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Measure(rows, features, isNumeric);
            results.Add(result);
            var error = Math.Sqrt(result.FalseAlarmRate * (1 - result.FalseAlarmRate) / plan.Windows);
            var power = isNumeric ? result.Power.ToString("0.000", CultureInfo.InvariantCulture) : "";
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows,8}{features,10} {result.Kind,-11}{result.FalseAlarmRate,9:0.0000} ±{error,5:0.0000}{result.FalseAlarmRate / plan.Level,15:0.00}{power,14}{result.MillisecondsPerReport,14:0.00}"));
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(new { benchmark = "false-alarms", plan.Level, plan.Windows, results }));
    }

    private FalseAlarmResult Measure(int rows, int featureCount, bool isNumeric)
    {
        var random = new Random(plan.Seed + (31 * rows) + featureCount + (isNumeric ? 0 : 1_000_003));
        var settings = new DriftSettings { FalseAlarmInterval = Window / plan.Level, MinSampleCount = 10 };
        var (alarms, found, shifted) = (0, 0, 0);
        var spent = TimeSpan.Zero;
        for (var window = 0; window < plan.Windows; window++)
        {
            ISimulatedFeature[] features =
            [
                .. Enumerable.Range(0, featureCount).Select<int, ISimulatedFeature>(_ =>
                    isNumeric ? new SimulatedNumbers(BaselineRows, random) : new SimulatedCategories(BaselineRows, random)),
            ];
            var baseline = new DriftReference([.. features.Select((feature, place) => feature.Baseline with { Feature = $"x{place}" })]);
            FeatureCounts[] counts = [.. features.Select(feature => feature.Window(rows, shift: 0, random))];
            var begin = TimeProvider.System.GetTimestamp();
            alarms += DriftReport.Of(baseline, counts, settings, Window).IsDrifted ? 1 : 0;
            spent += TimeProvider.System.GetElapsedTime(begin);
            if (isNumeric && window % PowerEvery == 0)
            {
                shifted++;
                counts[0] = features[0].Window(rows, Shift, random);
                found += DriftReport.Of(baseline, counts, settings, Window).Features[0].IsDrifted ? 1 : 0;
            }
        }

        return new FalseAlarmResult(
            rows, featureCount, isNumeric ? "numbers" : "categories", alarms / (double)plan.Windows, found / Math.Max(1.0, shifted), spent.TotalMilliseconds / plan.Windows);
    }
}

/// <summary>What was measured of one size.</summary>
/// <param name="Rows">Rows of a window.</param>
/// <param name="Features">Features that share the level.</param>
/// <param name="Kind">Numbers, or categories.</param>
/// <param name="FalseAlarmRate">Share of windows without drift that were told apart.</param>
/// <param name="Power">Share of windows whose first feature is shifted in which that feature is named; 0 for categories, which are not shifted.</param>
/// <param name="MillisecondsPerReport">Time of one report.</param>
internal sealed record FalseAlarmResult(
    int Rows, int Features, string Kind, double FalseAlarmRate, double Power, double MillisecondsPerReport);
