using System.Globalization;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>Accuracies over five folds, beside those of scikit-learn 1.2.1 with the same folds.</summary>
public sealed class ReferenceScoreTests
{
    private const int Folds = 5;

    // StandardScaler + LogisticRegression(C=1), MLPClassifier(64), StratifiedKFold(5) without shuffling.
    [TestCase("iris.csv", "species", Algorithm.LogisticRegression, 0.9600)]
    [TestCase("breast_cancer.csv", "diagnosis", Algorithm.LogisticRegression, 0.9807)]
    [TestCase("digits.csv", "digit", Algorithm.LogisticRegression, 0.9199)]
    [TestCase("digits.csv", "digit", Algorithm.Mlp, 0.932)]
    public void Accuracy_OverFiveFolds_IsThatOfScikitLearn(string data, string target, string algorithm, double reference)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", data));
        var header = lines[0].Split(',');
        string[][] cells = [.. lines.Skip(1).Select(line => line.Split(','))];
        string[] truth = [.. cells.Select(row => row[Array.IndexOf(header, target)])];
        var folds = FoldsOf(truth);
        var accuracies = new List<double>();
        for (var fold = 0; fold < Folds; fold++)
        {
            using var bench = new JobBench();
            int[] held = [.. Enumerable.Range(0, truth.Length).Where(row => folds[row] == fold)];
            var plan = JobBench.Plan(
                bench.TableOf(data, Enumerable.Range(0, truth.Length).Except(held)), target, LearningTask.Classification, algorithm);
            bench.Train(plan with { Learning = new LearningPlan { EpochCount = 40, LearningRate = 0.003 } });
            using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
            var rows = new RawRows(held.Length,
            [
                .. plan.Features.Select(feature => new RawColumn(feature.Column, Array.ConvertAll(
                    held, row => float.Parse(cells[row][Array.IndexOf(header, feature.Column)], CultureInfo.InvariantCulture)), null)),
            ]);
            var (_, labels) = session.RunFloatsAndTexts(rows, "probabilities", "label");
            accuracies.Add(labels.Zip(held, (label, row) => label == truth[row] ? 1.0 : 0).Average());
        }

        TestContext.Out.WriteLine($"{data} {algorithm}: {accuracies.Average():f4} (reference {reference:f4})");
        Assert.That(accuracies.Average(), Is.GreaterThanOrEqualTo(reference - 0.01));
    }

    // As scikit-learn deals the rows of a class: in their order, as many to each fold as it has of every fifth of all labels in order.
    private static int[] FoldsOf(string[] truth)
    {
        string[] sorted = [.. truth.Order(StringComparer.Ordinal)];
        var folds = new int[truth.Length];
        foreach (var label in sorted.Distinct())
        {
            var counts = Enumerable.Range(0, Folds).Select(fold => sorted.Where((other, i) => i % Folds == fold && other == label).Count());
            int[] places = [.. counts.SelectMany((count, fold) => Enumerable.Repeat(fold, count))];
            foreach (var (place, row) in Enumerable.Range(0, truth.Length).Where(row => truth[row] == label).Index())
            {
                folds[row] = places[place];
            }
        }

        return folds;
    }
}
