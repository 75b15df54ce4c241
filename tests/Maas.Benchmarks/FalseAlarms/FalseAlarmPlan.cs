using System.Globalization;

namespace Maas.Benchmarks.FalseAlarms;

/// <summary>How many windows are simulated.</summary>
/// <param name="Windows">Windows without drift of each size; a tenth as many with it.</param>
/// <param name="Level">Share of windows without drift that may be told apart.</param>
/// <param name="Seed">Same seed, same windows.</param>
internal sealed record FalseAlarmPlan(int Windows, double Level, int Seed)
{
    public const string Command = "false-alarms";

    public const string Usage = """
        Maas.Benchmarks false-alarms [--windows N] [--level P] [--seed N]

          --windows N   windows without drift of each size (default 2000)
          --level P     share of them that may be told apart, in (0, 0.05] (default 0.05)
          --seed N      same seed, same windows (default 1)

        Simulates windows of 50 to 100,000 rows and 1 to 200 features against baselines of 10,000 rows, and tells which share Monitoring
        tells apart when nothing has changed, and when one feature is shifted by 0.2 standard deviations. The last line is JSON.
        """;

    /// <exception cref="FormatException">An argument is unknown or out of range.</exception>
    public static FalseAlarmPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new FalseAlarmPlan(2_000, 0.05, 1);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--windows" => plan with { Windows = (int)Number(args, ++i, 1, 1_000_000) },
                "--level" => plan with { Level = Number(args, ++i, double.Epsilon, 0.05) },
                "--seed" => plan with { Seed = (int)Number(args, ++i, 0, int.MaxValue) },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    private static double Number(IReadOnlyList<string> args, int at, double least, double largest) =>
        at < args.Count
        && double.TryParse(args[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= largest
            ? number
            : throw new FormatException($"{args[at - 1]} needs a number from {least} to {largest}.");
}
