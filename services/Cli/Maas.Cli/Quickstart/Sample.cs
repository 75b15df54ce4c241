using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Predictions;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Quickstart;

/// <summary>A bundled data set and what is trained on it.</summary>
/// <param name="Id">Id of the model and the deployment.</param>
/// <param name="Data">Id of the dataset; its file is bundled.</param>
/// <param name="Target">Column to predict.</param>
/// <param name="Algorithm">As in <c>TrainingSpec.algorithm</c>.</param>
/// <param name="TestRatio">Share of the rows kept for the test.</param>
internal sealed record Sample(string Id, string Data, string Target, string Algorithm, double TestRatio)
{
    /// <summary>Least squares: R² on all rows is 0.51774842.</summary>
    public static Sample Diabetes { get; } = new("diabetes", "diabetes", "progression", "linear-regression", TestRatio: 0);

    /// <summary>Multinomial logistic regression: log-loss on all rows is 0.12954221.</summary>
    public static Sample Iris { get; } = new("iris", "iris", "species", "logistic-regression", TestRatio: 0);

    /// <summary>A small network, stopped early: with 442 rows a larger one learns them by heart.</summary>
    public static Sample DiabetesNetwork { get; } = new("diabetes-mlp", "diabetes", "progression", "mlp", TestRatio: 0.2)
    {
        Hyperparameters = new Hyperparameters { HiddenUnits = { 16 }, EpochCount = 30, LearningRate = 0.01 },
    };

    /// <summary>Knobs of the algorithm.</summary>
    public Hyperparameters Hyperparameters { get; init; } = new();

    /// <summary>The file.</summary>
    public string Path => PathOf(Data);

    /// <summary>The file of a bundled data set.</summary>
    public static string PathOf(string data) => System.IO.Path.Combine(AppContext.BaseDirectory, "Samples", $"{data}.csv");

    /// <summary>What Training shall do with a version of the data.</summary>
    public TrainingSpec Spec(string datasetVersion) => new()
    {
        DatasetVersion = datasetVersion,
        TargetColumn = Target,
        Algorithm = Algorithm,
        Split = new SplitSpec { TestRatio = TestRatio },
        Hyperparameters = Hyperparameters,
        Seed = 1,
        Model = $"models/{Id}",
    };

    /// <summary>Reads the rows: all columns but the target are numbers.</summary>
    public SampleRows Read()
    {
        var records = CsvText.Read(File.ReadAllText(Path));
        var header = records[0];
        var target = header.ToList().IndexOf(Target);
        var rows = records.Skip(1).Select(record =>
        {
            var row = new Struct();
            for (var i = 0; i < header.Count; i++)
            {
                if (i != target)
                {
                    row.Fields[header[i]] = CellValue.Read(record[i], isText: false);
                }
            }

            return row;
        });
        return new SampleRows([.. rows], [.. records.Skip(1).Select(record => record[target])]);
    }
}

/// <summary>Rows to predict, and what would be right.</summary>
internal sealed record SampleRows(IReadOnlyList<Struct> Rows, IReadOnlyList<string> Actual)
{
    /// <summary>So many rows, spread evenly over the file.</summary>
    public SampleRows Pick(int count)
    {
        var indexes = Enumerable.Range(0, count).Select(i => i * Rows.Count / count).ToList();
        return new SampleRows([.. indexes.Select(i => Rows[i])], [.. indexes.Select(i => Actual[i])]);
    }
}
