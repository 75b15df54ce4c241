using Maas.Errors;

namespace Maas.Training.Datasets;

/// <summary>Turns a file of one format into a typed table (Parquet). Used once, by one thread.</summary>
internal interface ITableConversion
{
    /// <summary>Writes the table and says what it holds.</summary>
    /// <param name="tablePath">The Parquet file to write, in a folder for scratch files.</param>
    /// <param name="memoryLimitBytes">Memory of the data engine.</param>
    /// <param name="cancellationToken">Looked at every few thousand rows.</param>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>, <c>COLUMN_NOT_FOUND</c>.</exception>
    ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken);
}
