using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Maas.Processes;
using Maas.Training;
using Maas.Training.Datasets;
using Maas.Training.Plans;
using Maas.Training.Profiles;
using Maas.Training.Split;

namespace Maas.Benchmarks.Data;

/// <summary>Times the way of a CSV file to a profiled and split table, and watches the memory of the process.</summary>
internal sealed class DataBenchmark(DataPlan plan) : IDisposable
{
    private const int ChunkBytes = 256 * 1024;

    private const long WorkerLimitBytes = 768L << 20;

    private static readonly long MemoryLimitBytes = new TrainingOptions().DataMemoryLimitBytes;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maas-benchmark-");
    private readonly Dictionary<string, List<double>> _seconds = [];

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var source = Path.Combine(_folder.FullName, "flights.csv");
        FlightsFile.Write(source, plan.Rows);
        var sizeBytes = new FileInfo(source).Length;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}
            {plan.Rows} rows, 5 columns, {sizeBytes / 1e6:0} MB; {plan.Rounds} rounds
            """));
        for (var round = 0; round < plan.Rounds; round++)
        {
            await RunRoundAsync(source, cancellationToken);
        }

        var total = Enumerable.Range(0, plan.Rounds).Select(round => _seconds.Values.Sum(taken => taken[round])).ToList();
        foreach (var (what, taken) in _seconds)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{what,-10} {string.Join("  ", taken.Select(seconds => seconds.ToString("0.00", CultureInfo.InvariantCulture)))} s"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"total      {string.Join("  ", total.Select(seconds => seconds.ToString("0.00", CultureInfo.InvariantCulture)))} s, {PeakBytes() >> 20} MiB at most"));
        await output.WriteLineAsync(JsonSerializer.Serialize(
            new { benchmark = DataPlan.Command, plan.Rows, sizeBytes, seconds = _seconds, total, peakBytes = PeakBytes() },
            JsonSerializerOptions.Web));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunRoundAsync(string source, CancellationToken cancellationToken)
    {
        var scratch = _folder.CreateSubdirectory("scratch");
        var tablePath = Path.Combine(scratch.FullName, "table.parquet");
        var staged = await TimeAsync("stage", () => StagedFile.WriteAsync(
            Path.Combine(scratch.FullName, "source"), ReadAsync(source, cancellationToken), null, long.MaxValue, cancellationToken));
        var request = new ImportRequest { DatasetId = "flights" };
        var table = await TimeAsync("convert", () => Task.Run(
            () => TableFormats.Convert(request, staged.Path, long.MaxValue).Run(tablePath, MemoryLimitBytes, cancellationToken), cancellationToken));
        if (table.RowCount != plan.Rows || table.RejectedRowCount != 0)
        {
            throw new InvalidOperationException($"{table.RowCount} rows were taken, {table.RejectedRowCount} turned away.");
        }

        var profile = await TimeAsync("profile", () => Task.Run(
            () =>
            {
                using var connection = DuckDb.Open(scratch.FullName, MemoryLimitBytes);
                return new TableProfiler(connection, tablePath, table.Columns).Run(cancellationToken);
            },
            cancellationToken));
        await TimeAsync("clean", () => CleanAsync(scratch, tablePath, table, cancellationToken));
        var isTrain = await TimeAsync("split", () => Task.FromResult(
            new TrainTestSplit(table.RowFingerprint, seed: 1, testRatio: 0.2).Assign(new int[profile.RowCount])));
        if (isTrain.Count(train => !train) / (double)plan.Rows is < 0.15 or > 0.25 && plan.Rows > 10_000)
        {
            throw new InvalidOperationException("The split is not 80 to 20.");
        }

        scratch.Delete(recursive: true);
    }

    // A worker as the service starts it, under the limit of the whole, until it has its rows clean and prepared and would begin to learn.
    private static async Task<bool> CleanAsync(DirectoryInfo scratch, string tablePath, ConvertedTable table, CancellationToken cancellationToken)
    {
        var folder = new JobFolder(scratch.CreateSubdirectory("job").FullName);
        folder.WritePlan(new TrainingPlan
        {
            TablePath = tablePath,
            DatasetFingerprint = table.RowFingerprint,
            TargetColumn = "delay",
            Task = LearningTask.Regression,
            Algorithm = Algorithm.LinearRegression,
            DropDuplicates = true,
            Features =
            [
                new FeaturePlan
                {
                    Column = "distance", Kind = FeatureKind.Numeric, Imputation = Imputation.Median, Scaling = Scaling.ZScore, Outliers = Outliers.Iqr,
                    OutlierAction = OutlierAction.Clip,
                },
                new FeaturePlan { Column = "origin", Kind = FeatureKind.Categorical, Imputation = Imputation.MostFrequent, Encoding = CategoryEncoding.Frequency },
                new FeaturePlan { Column = "destination", Kind = FeatureKind.Categorical, Imputation = Imputation.MostFrequent, Encoding = CategoryEncoding.Frequency },
            ],
        });
        using var prepared = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var end = await new ChildProcess(TimeProvider.System).RunAsync(
                TrainingProgram.StartInfo(folder.FullPath, "", "Maas:Training:WorkerPath"),
                line =>
                {
                    if (WorkerProgress.TryParse(line, out var progress) && progress.Stage == WorkerStage.Training)
                    {
                        prepared.Cancel();
                    }
                },
                WorkerLimitBytes, prepared.Token);
            throw new InvalidOperationException(
                end.Excess is { } excess ? $"The worker took {excess.UsedBytes} bytes." : $"The worker ended with {end.ExitCode}: {end.ErrorTail}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[ChunkBytes];
        int count;
        while ((count = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            yield return buffer.AsMemory(0, count);
        }
    }

    private async Task<T> TimeAsync<T>(string what, Func<Task<T>> action)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var result = await action();
        if (!_seconds.TryGetValue(what, out var taken))
        {
            _seconds[what] = taken = [];
        }

        taken.Add(TimeProvider.System.GetElapsedTime(begin).TotalSeconds);
        return result;
    }

    private static long PeakBytes()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        if (!OperatingSystem.IsLinux())
        {
            return self.PeakWorkingSet64;
        }

        // Source: proc(5), VmHWM, in KiB.
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
