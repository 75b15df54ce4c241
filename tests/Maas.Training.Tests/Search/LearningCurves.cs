using Maas.Training.Search.Spaces;

namespace Maas.Training.Tests.Search;

/// <summary>
/// Made-up losses of a network: they fall by a power of the epoch to a floor that its parameters decide, slower with a small learning
/// rate, and jitter a little. Curves cross: what learns slowly may end lower.
/// </summary>
internal static class LearningCurves
{
    /// <summary>Learning rate, weight decay, dropout, units.</summary>
    public static SearchSpace Space { get; } = new()
    {
        Parameters =
        [
            new SearchParameter { Name = "rate", Kind = ParameterKind.Real, Low = 1e-5, High = 1, IsLogarithmic = true },
            new SearchParameter { Name = "decay", Kind = ParameterKind.Real, Low = 1e-7, High = 0.1, IsLogarithmic = true },
            new SearchParameter { Name = "dropout", Kind = ParameterKind.Real, Low = 0, High = 0.9 },
            new SearchParameter { Name = "units", Kind = ParameterKind.Integer, Low = 4, High = 512, IsLogarithmic = true },
        ],
    };

    /// <summary>Loss after an epoch, from 1.</summary>
    public static double LossAt(IReadOnlyDictionary<string, ParameterValue> parameters, int epoch)
    {
        double Number(string name) => parameters[name].Number!.Value;
        var rate = Math.Log10(Number("rate"));
        var floor = 0.2
            + (0.10 * Math.Pow(rate + 2.5, 2))
            + (0.03 * Math.Pow(Math.Log10(Number("decay")) + 4, 2))
            + (0.5 * Math.Pow(Number("dropout") - 0.2, 2))
            + (0.02 * Math.Pow(Math.Log2(Number("units") / 128), 2));
        var speed = Math.Clamp(0.9 + (0.15 * (rate + 2.5)), 0.3, 1.2);
        var jitter = 0.01 * Math.Sin((epoch * 12.9898) + (rate * 78.233));
        return floor + (1.5 * Math.Pow(epoch, -speed)) + (jitter / epoch);
    }
}
