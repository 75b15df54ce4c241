using System.Globalization;

namespace Maas.Benchmarks.Load;

/// <summary>How long and how much is measured with <c>h2load</c>.</summary>
/// <param name="Rounds">Times that every measurement is taken, all of them in turn.</param>
/// <param name="Duration">Length of one.</param>
/// <param name="Concurrency">Streams of the one connection, each with one request under way.</param>
/// <param name="Models">What is asked for.</param>
/// <param name="Instances">Runs of one model at once.</param>
internal sealed record LoadPlan(int Rounds, TimeSpan Duration, IReadOnlyList<int> Concurrency, IReadOnlyList<BenchmarkModel> Models, int Instances)
{
    public const string Command = "load";

    public const string Usage = """
        Maas.Benchmarks load [--rounds N] [--seconds S] [--callers N] [--model NAME] [--instances N]

          --rounds N    rounds of all measurements (default 3)
          --seconds S   length of one measurement (default 3)
          --model NAME  one model instead of tiny and mid: tiny, mid, resnet18
          --instances N runs of one model at once, each with one thread (default 1)
          --callers N   streams at once (default 1, 8 and 32 in turn)

        Loads the server and a service that does nothing by h2load (Debian package nghttp2-client) over one connection and
        tells requests per second, latencies and the processor time of the server. The last line is JSON.
        """;

    /// <summary>Not measured, before each.</summary>
    public TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Not measured, before the first of each: until the runtime has compiled what it compiles again when it is used often.</summary>
    public TimeSpan FirstWarmUp { get; } = TimeSpan.FromSeconds(10);

    /// <exception cref="FormatException">An argument is unknown or not a positive number.</exception>
    public static LoadPlan Parse(IReadOnlyList<string> args)
    {
        var plan = new LoadPlan(3, TimeSpan.FromSeconds(3), [1, 8, 32], BenchmarkModel.All, Instances: 1);
        for (var i = 0; i < args.Count; i++)
        {
            plan = args[i] switch
            {
                "--rounds" => plan with { Rounds = (int)Number(args, ++i) },
                "--callers" => plan with { Concurrency = [(int)Number(args, ++i)] },
                "--model" => plan with { Models = [Model(args, ++i)] },
                "--instances" => plan with { Instances = (int)Number(args, ++i) },
                "--seconds" => plan with { Duration = TimeSpan.FromSeconds((int)Number(args, ++i)) },
                _ => throw new FormatException($"The argument '{args[i]}' is not known."),
            };
        }

        return plan;
    }

    private static BenchmarkModel Model(IReadOnlyList<string> args, int at)
    {
        BenchmarkModel[] models = [.. BenchmarkModel.All, BenchmarkModel.ResNet18];
        return Array.Find(models, model => at < args.Count && model.Name == args[at])
            ?? throw new FormatException($"{args[at - 1]} needs one of: {string.Join(", ", models.Select(model => model.Name))}.");
    }

    private static double Number(IReadOnlyList<string> args, int at) =>
        at < args.Count && double.TryParse(args[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 1000
            ? number
            : throw new FormatException($"{args[at - 1]} needs a number from 1 to 1000.");
}
