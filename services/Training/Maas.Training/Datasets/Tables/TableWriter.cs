namespace Maas.Training.Datasets.Tables;

/// <summary>Writes the rows of a source to a table (Parquet, zstd), in their order and in constant memory.</summary>
internal static class TableWriter
{
    // Rows that the data engine keeps before it writes them: its own default, and for images what it can hold at once.
    private const int RowGroupSize = 122_880;
    private const int ImageRowGroupSize = RowBlock.MaxRows;

    /// <summary>Reads the source to its end.</summary>
    /// <param name="source">Its blocks have these columns.</param>
    /// <param name="columns">Names and kinds.</param>
    /// <param name="tablePath">The file to write; what does not fit into memory goes beside it for a while.</param>
    /// <param name="memoryLimitBytes">Memory of the data engine.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    /// <returns>How many rows were written, and their fingerprint.</returns>
    public static (long RowCount, RowFingerprint Fingerprint) Write(
        IRowSource source, IReadOnlyList<DataColumn> columns, string tablePath, long memoryLimitBytes,
        CancellationToken cancellationToken)
    {
        var groupSize = columns.Any(column => column.Kind == ColumnKind.Image) ? ImageRowGroupSize : RowGroupSize;
        using var connection = DuckDb.Open(Path.GetDirectoryName(tablePath)!, memoryLimitBytes);
        using var pipe = new BlockPipe(source, columns, cancellationToken);
        using (BlockFunction.Register(connection, "blocks", columns, pipe.Take))
        {
            connection.Execute(
                $"COPY (FROM blocks()) TO {DuckDb.Literal(tablePath)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {groupSize})");
        }

        return (pipe.RowCount, pipe.Finish());
    }
}
