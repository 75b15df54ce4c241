using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Data;

/// <summary>
/// The columns of a table that a plan names, each read from its file when it is asked for. Rows keep the order of the file.
/// Numbers are those the model will see: single precision. Not thread-safe.
/// </summary>
/// <remarks>
/// One thread: sums of floating-point numbers depend on the order, and the same plan must give the same bytes.
/// </remarks>
internal sealed class TrainingTable : IDisposable
{
    // c0, c1, … in the order of the plan's features, then target; all columns nullable.
    private const int MostPooledTexts = 10_000;
    private const string EngineMemory = "192MiB";
    private const string TargetName = "target";

    private const string LargestSingle = "3.4028234e38";

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    // The worker's folder, removed with the job; made by the engine when it needs it.
    private readonly string _spill = Path.Combine(Environment.CurrentDirectory, $"spill-{Guid.NewGuid():N}");
    private readonly int _featureCount;

    private TrainingTable(int featureCount)
    {
        _featureCount = featureCount;
        _connection.Open();
    }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; private set; }

    /// <summary>Whether the target is a column of numbers.</summary>
    public bool HasNumericTarget { get; private set; }

    /// <summary>Reads the plan's columns from its Parquet file.</summary>
    /// <exception cref="MaasException">
    /// <c>COLUMN_NOT_FOUND</c>; <c>SPEC_INVALID</c>: text taken as numbers; <c>DATA_UNSUITABLE</c>: no rows, infinite
    /// numbers.
    /// </exception>
    public static TrainingTable Open(TrainingPlan plan)
    {
        var table = new TrainingTable(plan.Features.Count);
        try
        {
            table.Load(plan);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>A numeric feature, all rows; NaN is missing.</summary>
    public float[] ReadNumbers(int feature) => Read(
        ColumnOf(feature), reader => reader.IsDBNull(0) ? float.NaN : reader.GetFloat(0));

    /// <summary>A categorical feature, all rows; empty is missing.</summary>
    public string[] ReadTexts(int feature) => ReadTexts(ColumnOf(feature));

    /// <summary>The files of an image feature, all rows; null is missing.</summary>
    public byte[]?[] ReadFiles(int feature) => Read(ColumnOf(feature), reader =>
    {
        if (reader.IsDBNull(0))
        {
            return null;
        }

        using var file = reader.GetStream(0);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    });

    /// <summary>What rows are kept together by, all rows; null is missing.</summary>
    public string?[] ReadSplitKeys() => Read("split_key", reader => reader.IsDBNull(0) ? null : reader.GetString(0));

    /// <summary>When rows were, all rows, on a scale that grows with time; NaN is missing.</summary>
    public double[] ReadSplitTimes() => Read("split_time", reader => reader.IsDBNull(0) ? double.NaN : reader.GetDouble(0));

    /// <summary>A numeric target, all rows; NaN is missing.</summary>
    public double[] ReadTargetNumbers() => Read(
        TargetName, reader => reader.IsDBNull(0) ? double.NaN : reader.GetDouble(0));

    /// <summary>The target as text, all rows; empty is missing. Numbers in their shortest form: 1, 0.5, 0 for -0.</summary>
    public string[] ReadTargetTexts() => HasNumericTarget
        ? Array.ConvertAll(
            ReadTargetNumbers(), n => double.IsNaN(n) ? "" : (n + 0.0).ToString("R", CultureInfo.InvariantCulture))
        : ReadTexts(TargetName);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        if (Directory.Exists(_spill))
        {
            Directory.Delete(_spill, recursive: true);
        }
    }

    /// <summary>Rows that say in all features and the target what an earlier row says, ascending.</summary>
    public int[] FindDuplicates()
    {
        var columns = string.Join(", ", Enumerable.Range(0, _featureCount).Select(ColumnOf).Append(TargetName));
        var isFirst = new bool[RowCount];
        foreach (var row in Query($"select min(row_number) from (select row_number() over () - 1 as row_number, * from rows) group by {columns}"))
        {
            isFirst[row.GetInt64(0)] = true;
        }

        return [.. isFirst.Index().Where(row => !row.Item).Select(row => row.Index)];
    }

    private void Load(TrainingPlan plan)
    {
        // What does not fit goes to disk beside the table: the rows themselves are held once more, as arrays.
        Execute(
            $"set threads = 1; set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '{EngineMemory}'; "
            + $"set temp_directory = {SqlText.Literal(_spill)}");
        var source = $"read_parquet({SqlText.Literal(plan.TablePath)})";
        var types = Query($"select column_name, column_type from (describe from {source})")
            .ToDictionary(row => row.GetString(0), row => row.GetString(1), StringComparer.Ordinal);
        RequireColumns(plan, types);
        HasNumericTarget = HasTarget(plan) && types[plan.TargetColumn] == "DOUBLE";
        RequireRange(plan, source);

        var columns = plan.Features.Select((feature, i) => $"{Expression(feature)} as {ColumnOf(i)}");
        Execute(
            $"create view rows as select {string.Join(", ", columns)}, {(HasTarget(plan) ? SqlText.Name(plan.TargetColumn) : "null::varchar")} as {TargetName}{SplitExpressions(plan, types)} from {source}");
        Execute($"set allowed_paths = [{SqlText.Literal(plan.TablePath)}]; set enable_external_access = false");
        RowCount = checked((int)Query("select count(*) from rows").Select(row => row.GetInt64(0)).First());
        if (RowCount == 0)
        {
            throw PlanErrors.DataUnsuitable("the table has no rows.");
        }
    }

    private static string SplitExpressions(TrainingPlan plan, Dictionary<string, string> types)
    {
        if (plan.SplitColumn.Length == 0)
        {
            return "";
        }

        var column = SqlText.Name(plan.SplitColumn);
        var time = types[plan.SplitColumn] == "DOUBLE" ? column : $"epoch(try_cast({column} as timestamp))";
        return $", nullif({column}::varchar, '') as split_key, {time}::double as split_time";
    }

    private static bool HasTarget(TrainingPlan plan) => plan.Task != LearningTask.Clustering;

    private static void RequireColumns(TrainingPlan plan, Dictionary<string, string> types)
    {
        var columns = plan.Features.Select(feature => feature.Column)
            .Concat(HasTarget(plan) ? [plan.TargetColumn] : []).Concat(plan.SplitColumn.Length > 0 ? [plan.SplitColumn] : []);
        foreach (var column in columns)
        {
            if (!types.ContainsKey(column))
            {
                throw PlanErrors.ColumnNotFound(column, types.Keys);
            }
        }

        foreach (var feature in plan.Features.Where(feature => feature.Kind == FeatureKind.Image != (types[feature.Column] == "BLOB")))
        {
            throw PlanErrors.SpecInvalid(feature.Kind == FeatureKind.Image
                ? $"the column '{feature.Column}' holds no images."
                : $"the column '{feature.Column}' holds images and cannot be taken as {feature.Kind}.");
        }

        foreach (var feature in plan.Features.Where(feature => feature.Kind == FeatureKind.Numeric))
        {
            if (types[feature.Column] is "VARCHAR" or "BLOB")
            {
                throw PlanErrors.SpecInvalid($"the column '{feature.Column}' holds no numbers and cannot be taken for some.");
            }
        }
    }

    // Before the cast, which would turn an overflow into an error without the column's name.
    private void RequireRange(TrainingPlan plan, string source)
    {
        var numbers = plan.Features.Where(feature => feature.Kind == FeatureKind.Numeric).Select(feature => feature.Column);
        foreach (var name in LearningTask.IsNumeric(plan.Task) && HasNumericTarget ? numbers.Append(plan.TargetColumn) : numbers)
        {
            var column = SqlText.Name(name);
            var count = Query(
                    $"select count(*) from {source} where not isnan({column}) and abs({column}) > {LargestSingle}")
                .Select(row => row.GetInt64(0)).First();
            if (count > 0)
            {
                throw PlanErrors.DataUnsuitable(
                    $"the column '{name}' has {count} values that are infinite or beyond single precision, "
                    + $"{LargestSingle}.");
            }
        }
    }

    private static string ColumnOf(int feature) => string.Create(CultureInfo.InvariantCulture, $"c{feature}");

    private static string Expression(FeaturePlan feature)
    {
        var column = SqlText.Name(feature.Column);
        return feature.Kind == FeatureKind.Image ? column
            : feature.Kind == FeatureKind.Numeric ? $"case when isnan({column}) then null else {column}::float end"
            : $"nullif({column}::varchar, '')";
    }

    private T[] Read<T>(string column, Func<DbDataReader, T> value)
    {
        var values = new T[RowCount];
        var row = 0;
        foreach (var reader in Query($"select {column} from rows"))
        {
            values[row++] = value(reader);
        }

        return values;
    }

    // Categories come again and again: one text for all rows that have it.
    private string[] ReadTexts(string column)
    {
        var pool = new HashSet<string>(StringComparer.Ordinal);
        return Read(column, reader =>
        {
            var text = reader.IsDBNull(0) ? "" : reader.GetString(0);
            if (pool.TryGetValue(text, out var known))
            {
                return known;
            }

            if (pool.Count < MostPooledTexts)
            {
                pool.Add(text);
            }

            return text;
        });
    }

    private IEnumerable<DbDataReader> Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;

        // Row by row: a result would else be held whole beside the arrays that it goes to.
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
