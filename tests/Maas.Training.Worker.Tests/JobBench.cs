using DuckDB.NET.Data;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Running;

namespace Maas.Training.Worker.Tests;

/// <summary>A job folder of its own, tables to train on, and a worker in this process.</summary>
public sealed class JobBench : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("maas-job-").FullName;

    public JobFolder Folder => new(_path);

    public BaselineProfile Baseline => BaselineProfile.Parser.ParseFrom(File.ReadAllBytes(Folder.BaselinePath));

    /// <summary>Runs the plan as the worker does.</summary>
    public TrainingOutcome Train(TrainingPlan plan)
    {
        Folder.WritePlan(plan);
        new TrainingRun(Folder, new ProgressWriter(TextWriter.Null, TimeProvider.System), TimeProvider.System).Execute();
        return Folder.ReadOutcome();
    }

    /// <summary>Runs the plan, with a call at every step or epoch of its learning.</summary>
    public TrainingOutcome Train(TrainingPlan plan, Action onStep)
    {
        Folder.WritePlan(plan);
        new TrainingRun(Folder, new ProgressWriter(new StepWatch(onStep), new LeapingClock()), TimeProvider.System).Execute();
        return Folder.ReadOutcome();
    }

    /// <summary>Names and values of the features that rows become, all of them training rows.</summary>
    internal static (IReadOnlyList<string> Names, float[] Values) Prepare(IReadOnlyList<FeaturePlan> features, RawRows rows)
    {
        var plan = new TrainingPlan
        {
            TablePath = "", DatasetFingerprint = "", TargetColumn = "y", Task = LearningTask.Regression,
            Algorithm = Algorithm.LinearRegression, Features = features,
        };
        var preparation = PreparationFitter.Fit(plan, rows, new Target(new double[rows.Count], new int[rows.Count], []));
        using var preparer = new ModelGraph(plan, preparation).OpenPreparer(threads: 1);
        return (preparation.FeatureNames, preparer.Prepare(rows).Values);
    }

    /// <summary>Runs a plan that must fail, and gives the failure.</summary>
    public MaasException Fail(TrainingPlan plan) => Assert.Throws<MaasException>(() => Train(plan))!;

    /// <summary>A table from one of the files in tests/data.</summary>
    public string TableOf(string csv) =>
        WriteTable($"select * from read_csv('{Path.Combine(AppContext.BaseDirectory, "data", csv)}')");

    /// <summary>A table of some rows, from 0, of one of the files in tests/data.</summary>
    public string TableOf(string csv, IEnumerable<int> rows) => WriteTable(
        $"select * exclude (place) from (select *, row_number() over () - 1 as place from read_csv('{Path.Combine(AppContext.BaseDirectory, "data", csv)}')) "
        + $"where place in ({string.Join(", ", rows)}) order by place");

    /// <summary>A table from rows written as SQL values.</summary>
    public string TableOf(string columns, string values) =>
        WriteTable($"select * from (values {values}) as t({columns})");

    /// <summary>A plan with the settings that the service fills in when a user says nothing.</summary>
    public static TrainingPlan Plan(string table, string target, string task, string algorithm)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select column_name, column_type from (describe from '{table}')";
        using var reader = command.ExecuteReader();
        List<FeaturePlan> features = [];
        while (reader.Read())
        {
            if (reader.GetString(0) != target)
            {
                var column = reader.GetString(0);
                features.Add(reader.GetString(1) == "DOUBLE" ? Number(column) : Category(column));
            }
        }

        return new TrainingPlan
        {
            TablePath = table,
            DatasetFingerprint = "test",
            TargetColumn = target,
            Task = task,
            Algorithm = algorithm,
            Features = features,
            L2Penalty = algorithm == Algorithm.LogisticRegression ? 1 : 0,
            TestRatio = 0,
        };
    }

    public static FeaturePlan Number(string column, string scaling = Scaling.ZScore) =>
        new() { Column = column, Kind = FeatureKind.Numeric, Imputation = Imputation.Mean, Scaling = scaling };

    public static FeaturePlan Category(string column) =>
        new() { Column = column, Kind = FeatureKind.Categorical, Imputation = Imputation.MostFrequent };

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // As the importer writes it: numbers as DOUBLE, the rest as VARCHAR.
    private string WriteTable(string query)
    {
        var path = Path.Combine(_path, $"{Guid.NewGuid():N}.parquet");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"describe {query}";
        List<string> columns = [];
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var type = reader.GetString(1) == "VARCHAR" ? "VARCHAR" : "DOUBLE";
                columns.Add($"\"{reader.GetString(0)}\"::{type} as \"{reader.GetString(0)}\"");
            }
        }

        command.CommandText = $"copy (select {string.Join(", ", columns)} from ({query})) to '{path}' (format parquet)";
        command.ExecuteNonQuery();
        return path;
    }
}
