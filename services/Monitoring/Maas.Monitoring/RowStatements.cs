using System.Globalization;
using System.Numerics;
using System.Text;
using Maas.Storage.Database;

namespace Maas.Monitoring;

/// <summary>Statements over many rows at once: each by itself costs more than what it does.</summary>
internal static class RowStatements
{
    // SQLite looks each value up by its name, one after the other: a row takes 20 us of processor time by itself, 13 among 8 or 16, 25 among 128. PostgreSQL
    // waits for the network with each statement. Far below what either takes: 32,766 and 65,535 values.
    private const int MaxRows = 16;

    extension(DatabaseSession session)
    {
        /// <summary>Runs a statement over rows, as many at once as is good.</summary>
        /// <param name="sql">Has <c>VALUES @rows</c> where the rows belong; its columns are named <c>column1</c>, <c>column2</c>, ….</param>
        /// <param name="row">One row of it, with <c>{0}</c>, <c>{1}</c>, … for the values of each, such as <c>(@monitorId, {0})</c>.</param>
        /// <param name="shared">Values that are the same in all rows, by name.</param>
        /// <param name="rows">Values of each row.</param>
        public async Task ExecuteRowsAsync(string sql, string row, Dictionary<string, object> shared, IReadOnlyList<object[]> rows)
        {
            var template = CompositeFormat.Parse(row);
            for (int begin = 0, count; begin < rows.Count; begin += count)
            {
                // Powers of two, so that there are few different statements: they are remembered.
                count = Math.Min(MaxRows, 1 << BitOperations.Log2((uint)(rows.Count - begin)));
                var (values, text) = (new Dictionary<string, object>(shared), new StringBuilder());
                for (var i = 0; i < count; i++)
                {
                    var names = new object[rows[begin + i].Length];
                    for (var column = 0; column < names.Length; column++)
                    {
                        var name = string.Create(CultureInfo.InvariantCulture, $"row{i}_{column}");
                        (names[column], values[name]) = ($"@{name}", rows[begin + i][column]);
                    }

                    text.Append(i == 0 ? "" : ", ").AppendFormat(CultureInfo.InvariantCulture, template, names);
                }

                await session.ExecuteAsync(sql.Replace("@rows", text.ToString(), StringComparison.Ordinal), values);
            }
        }
    }
}
