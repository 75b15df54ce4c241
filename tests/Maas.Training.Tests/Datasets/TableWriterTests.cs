using Maas.Training.Datasets;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Tests.Datasets;

/// <summary>Tables that are larger than the memory of the data engine.</summary>
public sealed class TableWriterTests
{
    private const int RowCount = 200;
    private const int RowBytes = 1 << 20;

    [Test]
    public void Write_OfMoreThanTheEngineHolds_KeepsAllRowsInOrder()
    {
        using var folder = new Maas.Testing.TempFolder();
        DataColumn[] columns = [new("n", ColumnKind.Numeric), new("image", ColumnKind.Image)];
        var path = folder.File("table.parquet");

        var (rowCount, _) = TableWriter.Write(new LargeRows(), columns, path, memoryLimitBytes: 128L << 20, CancellationToken.None);

        using var connection = DuckDb.Open(folder.Path, 128L << 20);
        var rows = connection.Query(
            $"SELECT n, octet_length(image) FROM read_parquet({DuckDb.Literal(path)})", row => (row.GetDouble(0), row.GetInt64(1)));
        Assert.Multiple(() =>
        {
            Assert.That(rowCount, Is.EqualTo(RowCount));
            Assert.That(rows, Is.EqualTo(Enumerable.Range(0, RowCount).Select(i => ((double)i, (long)RowBytes))));
        });
    }

    [Test]
    public void Write_WhenReadingFails_TellsWhy()
    {
        using var folder = new Maas.Testing.TempFolder();

        Assert.That(
            () => TableWriter.Write(
                new BrokenRows(), [new("n", ColumnKind.Numeric)], folder.File("table.parquet"), 128L << 20, CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("broken"));
    }

    [Test]
    public void Write_Cancelled_Stops()
    {
        using var folder = new Maas.Testing.TempFolder();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.That(
            () => TableWriter.Write(
                new LargeRows(), [new("n", ColumnKind.Numeric), new("image", ColumnKind.Image)], folder.File("table.parquet"), 128L << 20,
                cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class LargeRows : IRowSource
    {
        private readonly Random _random = new(1);
        private readonly byte[] _bytes = new byte[RowBytes];
        private int _next;

        public void Fill(RowBlock block, CancellationToken cancellationToken)
        {
            for (var more = true; more && _next < RowCount; _next++)
            {
                _random.NextBytes(_bytes);
                block[0].Add(_next);
                block[1].Add(_bytes);
                more = block.EndRow();
            }
        }
    }

    private sealed class BrokenRows : IRowSource
    {
        private int _blocks;

        public void Fill(RowBlock block, CancellationToken cancellationToken)
        {
            if (_blocks++ == 2)
            {
                throw new InvalidDataException("broken");
            }

            block[0].Add(1);
            block.EndRow();
        }
    }
}
