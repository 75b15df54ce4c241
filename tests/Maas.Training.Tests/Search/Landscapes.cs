using Maas.Training.Search.Spaces;

namespace Maas.Training.Tests.Search;

/// <summary>Functions to minimise whose lowest point is known.</summary>
internal static class Landscapes
{
    private static readonly double[] Heights = [1, 1.2, 3, 3.2];

    private static readonly double[][] Slopes =
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] Peaks =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    /// <summary>Branin's function; lowest value 0.397887. Source: Dixon and Szegö, "Towards global optimization 2", 1978.</summary>
    public static Landscape Branin { get; } = new(
        new SearchSpace { Parameters = [Real("x", -5, 10), Real("y", 0, 15)] },
        values =>
        {
            var (x, y) = (Number(values, "x"), Number(values, "y"));
            var bow = y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6;
            return (bow * bow) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10;
        });

    /// <summary>Hartmann's function of six parameters; lowest value -3.32237. Same source.</summary>
    public static Landscape Hartmann { get; } = new(
        new SearchSpace { Parameters = [.. Enumerable.Range(0, 6).Select(i => Real($"x{i}", 0, 1))] },
        values => -Enumerable.Range(0, 4).Sum(i => Heights[i] * Math.Exp(
            -Enumerable.Range(0, 6).Sum(j => Slopes[i][j] * Math.Pow(Number(values, $"x{j}") - Peaks[i][j], 2)))));

    /// <summary>
    /// What a small network might do: a choice of two solvers with a learning rate each, layers and a batch size. Lowest value 0, with 'adam'.
    /// </summary>
    public static Landscape Branches { get; } = new(
        new SearchSpace
        {
            Parameters =
            [
                new SearchParameter { Name = "solver", Kind = ParameterKind.Categorical, Choices = ["sgd", "adam", "none"] },
                Real("sgd_rate", 1e-5, 10, "solver", "sgd"),
                Real("adam_rate", 1e-6, 1, "solver", "adam"),
                new SearchParameter { Name = "layers", Kind = ParameterKind.Integer, Low = 1, High = 8 },
                new SearchParameter { Name = "batch", Kind = ParameterKind.Integer, Low = 8, High = 512, IsLogarithmic = true },
            ],
        },
        values =>
        {
            var shape = Math.Abs(Number(values, "layers") - 3) + Math.Abs(Math.Log2(Number(values, "batch") / 64));
            return values["solver"].Text switch
            {
                "sgd" => 1 + Math.Pow(Math.Log10(Number(values, "sgd_rate") / 0.1), 2) + (0.3 * shape),
                "adam" => (2 * Math.Pow(Math.Log10(Number(values, "adam_rate") / 0.001), 2)) + (0.3 * shape),
                _ => 4 + (0.1 * shape),
            };
        });

    private static double Number(IReadOnlyDictionary<string, ParameterValue> values, string name) => values[name].Number!.Value;

    private static SearchParameter Real(string name, double low, double high) =>
        new() { Name = name, Kind = ParameterKind.Real, Low = low, High = high };

    private static SearchParameter Real(string name, double low, double high, string parent, string choice) =>
        Real(name, low, high) with
        {
            IsLogarithmic = true,
            Condition = new ParameterCondition { Parameter = parent, Values = [ParameterValue.Of(choice)] },
        };
}

/// <summary>A space and what it is worth at each point.</summary>
internal sealed record Landscape(SearchSpace Space, Func<IReadOnlyDictionary<string, ParameterValue>, double> HeightAt);
