using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Predictions;

namespace Maas.Cli.Quickstart;

/// <summary>A bundled data set and what is trained on it.</summary>
/// <param name="Id">Id of the dataset, the model and the deployment.</param>
/// <param name="Target">Column to predict.</param>
/// <param name="Algorithm">As in <c>TrainingSpec.algorithm</c>.</param>
/// <param name="Metric">The metric that is shown, by its dotted name.</param>
internal sealed record Sample(string Id, string Target, string Algorithm, string Metric)
{
    /// <summary>Least squares: R² on all rows is 0.51774842.</summary>
    public static Sample Diabetes { get; } = new("diabetes", "progression", "linear-regression", "train.r2");

    /// <summary>Multinomial logistic regression: log-loss on all rows is 0.12954221.</summary>
    public static Sample Iris { get; } = new("iris", "species", "logistic-regression", "train.log_loss");

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Samples", $"{Id}.csv");

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
