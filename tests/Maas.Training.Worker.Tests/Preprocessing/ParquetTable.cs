using DuckDB.NET.Data;

namespace Maas.Training.Worker.Tests.Preprocessing;

/// <summary>A Parquet file of a few rows, deleted at the end.</summary>
internal sealed class ParquetTable : IDisposable
{
    /// <param name="columns">Names and types, e.g. <c>x double, color varchar</c>.</param>
    /// <param name="rows">SQL values.</param>
    public ParquetTable(string columns, string rows)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"create table t ({columns}); insert into t values {rows}; copy t to '{Path}' (format parquet)";
        command.ExecuteNonQuery();
    }

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"maas-{Guid.NewGuid():N}.parquet");

    public void Dispose() => File.Delete(Path);
}
