namespace Maas.Training.Datasets.Tables;

/// <summary>
/// Rows on their way into a table, by column; filled and emptied over and over. A row is added value by value, one to each
/// column, and counts once it is ended. Belongs to one thread at a time.
/// </summary>
internal sealed class RowBlock
{
    /// <summary>Most rows: what the data engine takes at once.</summary>
    public const int MaxRows = 2048;

    // Images fill a block by their bytes long before they do by their number.
    private const int FullByteCount = 4 << 20;

    private readonly BlockColumn[] _columns;

    /// <param name="columns">Their kinds say how values are kept.</param>
    public RowBlock(IEnumerable<DataColumn> columns) =>
        _columns = [.. columns.Select(column => new BlockColumn(column.Kind == ColumnKind.Numeric))];

    /// <summary>Columns.</summary>
    public ReadOnlySpan<BlockColumn> Columns => _columns;

    /// <summary>Rows that were ended.</summary>
    public int RowCount { get; private set; }

    /// <summary>One column.</summary>
    public BlockColumn this[int index] => _columns[index];

    /// <summary>Counts the row that was added; false when no other fits.</summary>
    public bool EndRow()
    {
        RowCount++;
        if (RowCount == MaxRows)
        {
            return false;
        }

        var bytes = 0L;
        foreach (var column in _columns)
        {
            bytes += column.ByteCount;
        }

        return bytes < FullByteCount;
    }

    /// <summary>Takes back what was added of a row.</summary>
    public void DropRow()
    {
        foreach (var column in _columns)
        {
            column.Cut(RowCount);
        }
    }

    /// <summary>Takes all rows away.</summary>
    public void Clear()
    {
        RowCount = 0;
        foreach (var column in _columns)
        {
            column.Clear();
        }
    }
}
