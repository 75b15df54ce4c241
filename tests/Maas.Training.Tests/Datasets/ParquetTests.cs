using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Tests.Datasets.Corpus;

namespace Maas.Training.Tests.Datasets;

/// <summary>Parquet files, as other programs write them.</summary>
public sealed class ParquetTests
{
    [Test]
    public void Convert_OfTypes_GivesOurKinds()
    {
        var table = Run("""
            SELECT 1::TINYINT AS i, 2.5::DECIMAL(9, 2) AS d, 3::HUGEINT AS h, 'x' AS t, true AS b, DATE '2024-01-02' AS day,
                   TIMESTAMP '2024-01-02 03:04:05' AS at, 'a'::ENUM('a', 'b') AS e
            """);

        Assert.That(table.Columns.Select(column => $"{column.Name}:{column.Kind}"), Is.EqualTo([
            "i:Numeric", "d:Numeric", "h:Numeric", "t:Categorical", "b:Categorical", "day:Categorical", "at:Categorical", "e:Categorical",
        ]));
    }

    [Test]
    public void Convert_OfWhatIsNotFinite_TurnsAwayInfiniteAndTakesNoneForNaN()
    {
        var table = Run("SELECT unnest([1.0, 'inf'::DOUBLE, 'nan'::DOUBLE, NULL, '-inf'::DOUBLE]) AS x");

        Assert.Multiple(() =>
        {
            Assert.That(table.RowCount, Is.EqualTo(3));
            Assert.That(table.Rejects.Select(row => (row.LineNumber, row.Column, row.Reason)),
                Is.EqualTo([(2, "x", RejectReason.NotAValue), (5, "x", RejectReason.NotAValue)]));
        });
    }

    [Test]
    public void Convert_OfTextsThatAreTooLong_TurnsTheirRowsAway()
    {
        var table = Run("SELECT * FROM (VALUES ('a', 'x'), (repeat('a', 2000000), 'x'), (repeat('b', 600000), repeat('c', 600000)), ('d', 'x')) AS t(a, b)");

        Assert.Multiple(() =>
        {
            Assert.That(table.RowCount, Is.EqualTo(2));
            Assert.That(table.Rejects.Select(row => (row.LineNumber, row.Reason)),
                Is.EqualTo([(2, RejectReason.RowTooLong), (3, RejectReason.RowTooLong)]));
        });
    }

    [Test]
    public void Convert_OfMoreThanMayBeUnpacked_IsRefused()
    {
        // 1,000 texts of 1,000,000 bytes each, in some kilobytes.
        using var folder = new Maas.Testing.TempFolder();
        var path = Path.Combine(folder.Path, "source");
        File.WriteAllBytes(path, Write("SELECT repeat('a', 1000000) AS a FROM range(1000)"));
        var conversion = TableFormats.Convert(
            new ImportRequest { DatasetId = "bomb", Format = TableFormats.Parquet }, path, maxUnpackedBytes: 1 << 20);

        var error = Assert.Catch<MaasException>(() => conversion.Run(Path.Combine(folder.Path, "table.parquet"), 512L << 20, CancellationToken.None));

        Assert.That((new FileInfo(path).Length < 1 << 20, error!.Reason), Is.EqualTo((true, "DATA_TOO_LARGE")));
    }

    [TestCase("SELECT 1 AS a, [1, 2] AS list", "'list' (INTEGER[])")]
    [TestCase("SELECT {'x': 1} AS s, INTERVAL 1 DAY AS i", "'i' (INTERVAL)")]
    public void Convert_OfOtherTypes_NamesThemAll(string sql, string named)
    {
        var error = Assert.Catch<MaasException>(() => Run(sql));

        Assert.That(error!.Metadata["problem"], Does.Contain(named));
    }

    [Test]
    public void Convert_OfTheSameRowsAsCsv_HasTheSameFingerprint() => Assert.That(
        Run("SELECT * FROM (VALUES (2, 'b'), (1, 'a'), (NULL, 'c')) AS t(x, c)").RowFingerprint,
        Is.EqualTo(Conversion.Run(TableFormats.Csv, "x,c\n1,a\n2,b\n,c\n"u8.ToArray()).RowFingerprint));

    [Test]
    public void Convert_OfManyRows_KeepsTheirOrder()
    {
        using var folder = new Maas.Testing.TempFolder();
        var path = Path.Combine(folder.Path, "table.parquet");

        var table = Conversion.Run(TableFormats.Parquet, Write("SELECT i AS x FROM range(300_000) AS t(i)"), path);

        using var connection = DuckDb.Open(folder.Path, 128L << 20);
        var misplaced = connection.Query(
            $"SELECT count(*) FROM read_parquet({DuckDb.Literal(path)}, file_row_number = true) WHERE x <> file_row_number",
            row => row.GetInt64(0))[0];
        Assert.That((table.RowCount, misplaced), Is.EqualTo((300_000, 0)));
    }

    [Test]
    public void Convert_OfWhatIsNoParquet_IsRefused([Values(0, 4, 100)] int length)
    {
        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Parquet, new byte[length]));

        Assert.That(error!.Reason, Is.EqualTo("DATA_UNREADABLE"));
    }

    [Test]
    public void Convert_OfParquetThatIsCutOff_IsRefused()
    {
        var whole = Write("SELECT i AS x FROM range(10_000) AS t(i)");

        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Parquet, whole[..(whole.Length / 2)]));

        Assert.That(error!.Reason, Is.EqualTo("DATA_UNREADABLE"));
    }

    private static ConvertedTable Run(string sql) => Conversion.Run(TableFormats.Parquet, Write(sql));

    private static byte[] Write(string sql)
    {
        using var folder = new Maas.Testing.TempFolder();
        using var connection = DuckDb.Open(folder.Path, 128L << 20);
        var path = Path.Combine(folder.Path, "source.parquet");
        connection.Execute($"COPY ({sql}) TO {DuckDb.Literal(path)} (FORMAT parquet)");
        return File.ReadAllBytes(path);
    }
}
