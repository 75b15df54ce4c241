using System.Diagnostics;
using System.Globalization;
using Maas.Testing;
using Maas.Training.Datasets;
using Maas.Training.Profiles;

namespace Maas.Training.Tests.Profiles;

/// <summary>
/// A table that is larger than a sample: five columns like those of a table of flights. <c>MAAS_PROFILE_ROWS=3000000</c> makes
/// it as large as the budget is for: 6 seconds and 600 MiB on two cores.
/// </summary>
public sealed class ProfileScaleTests
{
    private static readonly DataColumn[] Columns =
    [
        new("date", ColumnKind.Text), new("delay", ColumnKind.Numeric), new("distance", ColumnKind.Numeric),
        new("origin", ColumnKind.Categorical), new("destination", ColumnKind.Categorical),
    ];

    [Test]
    public void Run_OnMoreRowsThanASample_CountsAllAndSamplesTheRest()
    {
        var rowCount = long.Parse(Environment.GetEnvironmentVariable("MAAS_PROFILE_ROWS") ?? "250000", CultureInfo.InvariantCulture);
        using var folder = new TempFolder();
        using var connection = DuckDb.Open(folder.Path, 512L << 20);
        var table = folder.File("flights.parquet");
        WriteFlights(connection, table, rowCount);

        var start = Stopwatch.GetTimestamp();
        var profile = new TableProfiler(connection, table, Columns).Run(CancellationToken.None);
        TestContext.Out.WriteLine(
            $"{rowCount} rows in {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s; peak of the process "
            + $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");

        Assert.That(profile.RowCount, Is.EqualTo(rowCount));
        Assert.That(profile.SampledRowCount, Is.InRange(99_900, 100_000));
        Assert.That(profile.Correlations[0].Spearman, Is.EqualTo(profile.Correlations[0].Pearson).Within(0.01));
        Assert.That(profile.CategoryAssociations[0].CramersV, Is.LessThan(0.02));
    }

    // Hashes of the row number, so that the columns know nothing of each other.
    private static void WriteFlights(DuckDB.NET.Data.DuckDBConnection connection, string path, long rowCount) => connection.Execute(
        $"""
        COPY (SELECT strftime(TIMESTAMP '2001-01-01' + to_minutes((i * 7919) % 525600), '%Y/%m/%d %H:%M') AS date,
                     CAST(hash(4 * i + 0) % 400 AS DOUBLE) - 60 AS delay,
                     CAST(hash(4 * i + 1) % 2500 AS DOUBLE) + 31 AS distance,
                     'A' || hash(4 * i + 2) % 300 AS origin,
                     'B' || hash(4 * i + 3) % 300 AS destination
              FROM range({rowCount}) t(i))
        TO {DuckDb.Literal(path)} (FORMAT parquet, COMPRESSION zstd)
        """);
}
