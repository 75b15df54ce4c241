namespace Maas.Training.Datasets.Tables;

/// <summary>Writes the rows of a source to a table (Parquet, zstd), in their order and in constant memory.</summary>
internal static class TableWriter
{
    // What the data engine keeps before it writes: its own default of rows, and of images and long texts no more bytes than this
    // part of its memory. It holds them four times when it writes: as rows, encoded, packed, and the next rows.
    private const int RowGroupSize = 122_880;
    private const int MemoryPerRowGroup = 16;

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
        using var connection = DuckDb.Open(Path.GetDirectoryName(tablePath)!, memoryLimitBytes);
        using var pipe = new BlockPipe(source, columns, cancellationToken);
        using (BlockFunction.Register(connection, "blocks", columns, pipe.Take))
        {
            // A limit of bytes is only kept when the engine need not preserve the order; with one thread it does all the same.
            connection.Execute(
                $"""
                SET threads = 1;
                SET preserve_insertion_order = false;
                COPY (FROM blocks()) TO {DuckDb.Literal(tablePath)} (
                    FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupSize}, ROW_GROUP_SIZE_BYTES {memoryLimitBytes / MemoryPerRowGroup})
                """);
        }

        return (pipe.RowCount, pipe.Finish());
    }
}
