using System.Globalization;
using DuckDB.NET.Data;

namespace Maas.Training.Datasets;

/// <summary>
/// Opens the data engine: in process, on a database of its own that is thrown away, without network and with finite
/// memory. A connection belongs to one thread at a time.
/// </summary>
internal static class DuckDb
{
    /// <summary>Opens an empty database.</summary>
    /// <param name="spillFolder">Where what does not fit into memory goes for a while.</param>
    /// <param name="memoryLimitBytes">Memory of the engine.</param>
    public static DuckDBConnection Open(string spillFolder, long memoryLimitBytes)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            connection.Open();
            connection.Execute(
                $"""
                SET autoinstall_known_extensions = false;
                SET autoload_known_extensions = false;
                SET TimeZone = 'UTC';
                SET memory_limit = '{memoryLimitBytes / 1024 / 1024} MiB';
                SET temp_directory = {Literal(spillFolder)};
                SET threads = {Math.Clamp(Environment.ProcessorCount, 1, 4)};
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    extension(DuckDBConnection connection)
    {
        /// <summary>Runs statements that give nothing back.</summary>
        public void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        /// <summary>Runs a query and maps its rows.</summary>
        public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> map)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = (DuckDBDataReader)command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(map(reader));
            }

            return rows;
        }
    }

    /// <summary>A name in SQL, whatever it holds.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text in SQL, whatever it holds.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A number in SQL, without loss.</summary>
    public static string Literal(double number) => $"CAST('{number.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";
}
