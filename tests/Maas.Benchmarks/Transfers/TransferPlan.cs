using System.Globalization;

namespace Maas.Benchmarks.Transfers;

/// <summary>How much is moved, and how often.</summary>
/// <param name="Rounds">Times that every measurement is taken, all of them in turn.</param>
/// <param name="SizeBytes">Size of the file.</param>
internal sealed record TransferPlan(int Rounds, long SizeBytes)
{
    public const string Command = "transfer";

    public const string Usage = """
        Maas.Benchmarks transfer [--gib G] [--rounds N]

          --gib G       size of the file in GiB (default 1)
          --rounds N    rounds of all measurements (default 3)

        Moves a file into a Registry and out again and compares with a plain copy. Takes four times the size on the disk
        of the temporary folder for each round. The last line is JSON.
        """;

    /// <exception cref="FormatException">An argument is unknown or not a positive number.</exception>
    public static TransferPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new TransferPlan(3, 1L << 30);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--gib" => plan with { SizeBytes = (long)(Number(args, ++i, largest: 1024) * (1L << 30)) },
                "--rounds" => plan with { Rounds = (int)Number(args, ++i, largest: 1000) },
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
