using System.Globalization;

namespace Maas.Benchmarks.Monitoring;

/// <summary>How long and how much is measured with Monitoring in different states.</summary>
/// <param name="Rounds">Times that every state is measured, all of them in turn.</param>
/// <param name="Duration">Length of one measurement.</param>
/// <param name="Callers">Callers at once.</param>
internal sealed record MonitoringPlan(int Rounds, TimeSpan Duration, int Callers)
{
    public const string Command = "monitoring";

    public const string Usage = """
        Maas.Benchmarks monitoring [--rounds N] [--seconds S] [--callers N]

          --rounds N    rounds of all states (default 9)
          --seconds S   length of one measurement (default 2)
          --callers N   callers at once (default 4)

        Compares latencies while Monitoring is healthy, dead, silent, slow or full, and the metrics of what was dropped with what
        Monitoring got. Ends with an error when one sample is not accounted for. The last line is JSON.
        """;

    /// <summary>Not measured, before the first of each.</summary>
    public TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(4);

    /// <exception cref="FormatException">An argument is unknown or not a number in its range.</exception>
    public static MonitoringPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new MonitoringPlan(9, TimeSpan.FromSeconds(2), 4);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--rounds" => plan with { Rounds = Number(args, ++i) },
                "--seconds" => plan with { Duration = TimeSpan.FromSeconds(Number(args, ++i)) },
                "--callers" => plan with { Callers = Number(args, ++i) },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    private static int Number(IReadOnlyList<string> args, int at) =>
        at < args.Count && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 1000
            ? number
            : throw new FormatException($"{args[at - 1]} needs a number from 1 to 1000.");
}
