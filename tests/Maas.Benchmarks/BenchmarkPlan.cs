using System.Globalization;

namespace Maas.Benchmarks;

/// <summary>How long and how much is measured.</summary>
/// <param name="Rounds">Times that every measurement is taken, all of them in turn.</param>
/// <param name="Duration">Length of one.</param>
/// <param name="WarmUp">Run before each of the first round, and not counted.</param>
/// <param name="Rows">Rows of one request.</param>
/// <param name="Concurrency">Callers at once, each with one request under way.</param>
internal sealed record BenchmarkPlan(
    int Rounds, TimeSpan Duration, TimeSpan WarmUp, int Rows, IReadOnlyList<int> Concurrency)
{
    public const string Usage = """
        Maas.Benchmarks [--short] [--rounds N] [--seconds S] [--rows N]

          --short       one round of half a second each, for continuous integration
          --rounds N    rounds of all measurements (default 3)
          --seconds S   length of one measurement (default 2)
          --rows N      rows of one request (default 1)

        The last line is JSON.
        """;

    private static readonly BenchmarkPlan Default = new(3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), 1, [1, 8, 32]);

    private static readonly BenchmarkPlan Short =
        Default with { Rounds = 1, Duration = TimeSpan.FromSeconds(0.5), WarmUp = TimeSpan.FromSeconds(0.3) };

    /// <exception cref="FormatException">An argument is unknown or not a positive number.</exception>
    public static BenchmarkPlan Parse(IReadOnlyList<string> args)
    {
        var plan = args.Contains("--short") ? Short : Default;
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--short" => plan,
                "--rounds" => plan with { Rounds = (int)Number(args, ++i, largest: 1000) },
                "--seconds" => plan with { Duration = TimeSpan.FromSeconds(Number(args, ++i, largest: 3600)) },
                "--rows" => plan with { Rows = (int)Number(args, ++i, largest: 10_000) },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    private static double Number(IReadOnlyList<string> args, int at, double largest) =>
        at < args.Count
        && double.TryParse(args[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number > 0 && number <= largest
            ? number
            : throw new FormatException($"{args[at - 1]} needs a number above 0, at most {largest}.");
}
