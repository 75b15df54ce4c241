using System.Globalization;

namespace Maas.Benchmarks.OpenLoop;

/// <summary>What is sent in the open loop.</summary>
/// <param name="Shares">Rates as shares of what a closed loop got done before; empty when <paramref name="Rate"/> is given.</param>
/// <param name="Rate">Requests a second; null for <paramref name="Shares"/>.</param>
/// <param name="Duration">Length of each schedule.</param>
/// <param name="Callers">Of the closed loop.</param>
/// <param name="Model">What is asked for.</param>
/// <param name="IsPoisson">Whether gaps are exponential; equal otherwise.</param>
/// <param name="Seed">Of the schedules.</param>
/// <param name="Plot">Where the drawing goes; null for none.</param>
internal sealed record OpenLoopPlan(
    IReadOnlyList<double> Shares, double? Rate, TimeSpan Duration, int Callers, BenchmarkModel Model, bool IsPoisson, int Seed, string? Plot)
{
    public const string Command = "open";

    public const string Usage = """
        Maas.Benchmarks open [--seconds S] [--rate N] [--callers N] [--model NAME] [--arrivals poisson|constant] [--seed N] [--plot FILE]

          --seconds S   length of each rate (default 10)
          --rate N      requests a second, instead of 30, 50, 70, 90 and 110 % of what a closed loop got done before
          --callers N   callers of that closed loop (default 32)
          --model NAME  tiny or mid (default mid)
          --arrivals A  poisson (default) or constant gaps
          --seed N      of the arrivals (default 1)
          --plot FILE   draws the latencies over the rate, as SVG

        Sends requests at times that were laid down before, whether earlier ones are answered or not, and counts a latency from the time
        at which its request was to be sent. The last line is JSON.
        """;

    /// <summary>Not measured, before the first: until the runtime has compiled what it compiles again when it is used often.</summary>
    public TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(10);

    /// <summary>After the last request of a rate; what has no answer then is cancelled.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <exception cref="FormatException">An argument is unknown or has a value that it cannot have.</exception>
    public static OpenLoopPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new OpenLoopPlan(
            [0.3, 0.5, 0.7, 0.9, 1.1], null, TimeSpan.FromSeconds(10), 32, BenchmarkModel.All[1], IsPoisson: true, Seed: 1, Plot: null);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--seconds" => plan with { Duration = TimeSpan.FromSeconds(Number(args, ++i, largest: 3600)) },
                "--rate" => plan with { Rate = Number(args, ++i, largest: 1_000_000), Shares = [] },
                "--callers" => plan with { Callers = (int)Number(args, ++i, largest: 1000) },
                "--model" => plan with { Model = Choice(args, ++i, BenchmarkModel.All, model => model.Name) },
                "--arrivals" => plan with { IsPoisson = Choice(args, ++i, ["poisson", "constant"], name => name) == "poisson" },
                "--seed" => plan with { Seed = (int)Number(args, ++i, largest: int.MaxValue) },
                "--plot" => plan with { Plot = ++i < args.Count ? args[i] : throw new FormatException("--plot needs the path of a file.") },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    /// <summary>Lays down when requests are sent.</summary>
    public TimeSpan[] Schedule(double perSecond) =>
        IsPoisson ? ArrivalSchedule.Poisson(perSecond, Duration, Seed) : ArrivalSchedule.Constant(perSecond, Duration);

    private static T Choice<T>(IReadOnlyList<string> args, int at, IReadOnlyList<T> choices, Func<T, string> name)
        where T : class =>
        choices.FirstOrDefault(choice => at < args.Count && name(choice) == args[at])
        ?? throw new FormatException($"{args[at - 1]} needs one of: {string.Join(", ", choices.Select(name))}.");

    private static double Number(IReadOnlyList<string> args, int at, double largest) =>
        at < args.Count && double.TryParse(args[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest
            ? number
            : throw new FormatException($"{args[at - 1]} needs a number from 1 to {largest}.");
}
