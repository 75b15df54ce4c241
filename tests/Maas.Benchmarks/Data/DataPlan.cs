using System.Globalization;

namespace Maas.Benchmarks.Data;

/// <summary>How large the file is, and what the whole may take.</summary>
/// <param name="Rows">Rows of the file, 5 columns.</param>
/// <param name="Rounds">Times that all is done.</param>
internal sealed record DataPlan(int Rows, int Rounds)
{
    public const string Command = "data";

    public const string Usage = """
        Maas.Benchmarks data [--rows N] [--rounds N]

          --rows N      rows of the CSV file, 5 columns (default 3000000, about 106 MB)
          --rounds N    times that all is done (default 1: the first, nothing warm)

        Imports a CSV file, profiles and splits it in this process, has a worker clean it (duplicates, missing values, outliers, categories) that may
        take 768 MiB, and tells the time of each step and the most memory that this process ever held. The last line is JSON.
        """;

    /// <exception cref="FormatException">An argument is unknown or not a positive number.</exception>
    public static DataPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new DataPlan(3_000_000, 1);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--rows" => plan with { Rows = Number(args, ++i, largest: 1_000_000_000) },
                "--rounds" => plan with { Rounds = Number(args, ++i, largest: 1000) },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    private static int Number(IReadOnlyList<string> args, int at, int largest) =>
        at < args.Count
        && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0 && number <= largest
            ? number
            : throw new FormatException($"{args[at - 1]} needs a whole number above 0, at most {largest}.");
}
