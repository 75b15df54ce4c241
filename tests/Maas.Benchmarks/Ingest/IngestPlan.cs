using System.Globalization;

namespace Maas.Benchmarks.Ingest;

/// <summary>How much Monitoring is told.</summary>
/// <param name="Features">Features of a row, half of them numbers.</param>
/// <param name="Rows">Rows that are sent, in batches of 1,000.</param>
/// <param name="ReportRows">Rows that the report is over.</param>
internal sealed record IngestPlan(int Features, int Rows, long ReportRows)
{
    public const string Command = "ingest";

    public const string Usage = """
        Maas.Benchmarks ingest [--features N] [--rows N] [--report-rows N]

          --features N      features of a row, half of them numbers (default 100)
          --rows N          rows that are sent, in batches of 1,000 (default 50,000)
          --report-rows N   rows that the report is over (default 10,000,000)

        Has one thread of Monitoring read batches from their bytes, check, profile and store them, and then asks for a drift report over many
        rows in 60 windows of a minute. The last line is JSON.
        """;

    /// <exception cref="FormatException">An argument is unknown or out of range.</exception>
    public static IngestPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new IngestPlan(100, 50_000, 10_000_000);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--features" => plan with { Features = (int)Number(args, ++i, 2, 1_000) },
                "--rows" => plan with { Rows = (int)Number(args, ++i, 1_000, 10_000_000) },
                "--report-rows" => plan with { ReportRows = Number(args, ++i, 60_000, 1_000_000_000) },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    private static long Number(IReadOnlyList<string> args, int at, long least, long largest) =>
        at < args.Count
        && long.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= largest
            ? number
            : throw new FormatException($"{args[at - 1]} needs a whole number from {least} to {largest}.");
}
