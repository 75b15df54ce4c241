using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary>Options of <c>maas train</c> that make a search.</summary>
internal static class SearchOptions
{
    private static readonly Option<string[]> Parameters = new("--search")
    {
        Description = "Hyperparameter to search: 'learning-rate' (its usual range), 'learning-rate=0.001..0.1,log', 'leaf-count=8..64', or values 'hidden-units=64|128,64'. May be repeated.",
        HelpName = "NAME[=RANGE]",
    };

    private static readonly Option<int?> Trials = new("--trials")
    {
        Description = "Models to train and compare at most. Alone, it searches the usual hyperparameters of the algorithm.", HelpName = "N",
    };

    private static readonly Option<string> Budget = new("--budget")
    {
        Description = "Time of a search: 90s, 15m, 2h. The best model until then is registered.", HelpName = "TIME",
    };

    private static readonly Option<string[]> Constraints = new("--constraint")
    {
        Description = "What a model must keep: 'latency-p95-seconds<=0.001', 'model-size-bytes<=100000', 'accuracy>=0.9'. May be repeated.",
        HelpName = "METRIC<=VALUE",
    };

    private static readonly Option<string[]> Settings = new("--search-set")
    {
        Description = "sampler=tpe, stopping=asha, objective=accuracy, or parallel-trial-count=1. May be repeated.", HelpName = "NAME=VALUE",
    };

    private static readonly Option<int?> Folds = new("--folds") { Description = "Folds of a cross-validation, 2-20.", HelpName = "N" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<System.CommandLine.Option> All { get; } = [Folds, Parameters, Trials, Budget, Constraints, Settings];

    /// <summary>Sets what they say.</summary>
    /// <exception cref="CommandFailedException">One of them is malformed.</exception>
    public static void Read(ParseResult arguments, TrainingSpec spec)
    {
        if (arguments.GetValue(Folds) is { } folds)
        {
            spec.Split.FoldCount = folds;
        }

        if (arguments.GetValue(Parameters) is { Length: > 0 } parameters)
        {
            Search(spec).Parameters.Clear();
            spec.Search.Parameters.Add(parameters.Select(ReadParameter));
        }

        if (arguments.GetValue(Trials) is { } trials)
        {
            Search(spec).MaxTrialCount = trials;
        }

        if (arguments.GetValue(Budget) is { } budget)
        {
            Search(spec).MaxDuration = TypedTime.ReadDuration(budget, "--budget").ToDuration();
        }

        if (arguments.GetValue(Constraints) is { Length: > 0 } constraints)
        {
            Search(spec).Constraints.Clear();
            spec.Search.Constraints.Add(constraints.Select(ReadConstraint));
        }

        foreach (var setting in arguments.GetValue(Settings) ?? [])
        {
            FieldText.Set(Search(spec), setting, "--search-set");
        }
    }

    private static SearchSpec Search(TrainingSpec spec) => spec.Search ??= new SearchSpec();

    private static SearchParameter ReadParameter(string text)
    {
        if (text.Split('=', 2) is not [var name, var range])
        {
            return new SearchParameter { Name = text.Trim().Replace('-', '_') };
        }

        var parameter = new SearchParameter { Name = name.Trim().Replace('-', '_') };
        var body = range.EndsWith(",log", StringComparison.Ordinal) ? range[..^4] : range;
        if (body.Split("..") is [var low, var high] && TryNumber(low, out var from) && TryNumber(high, out var to))
        {
            (parameter.Low, parameter.High, parameter.Logarithmic) = (from, to, body.Length < range.Length);
            return parameter;
        }

        parameter.Values.Add(range.Split('|', StringSplitOptions.TrimEntries));
        return parameter.Values.Count > 1
            ? parameter
            : throw Wrong($"--search: expected NAME, NAME=LOW..HIGH, NAME=LOW..HIGH,log or NAME=VALUE|VALUE, got '{text}'.");
    }

    private static SearchConstraint ReadConstraint(string text)
    {
        if (text.Split("<=") is [var largest, var max] && TryNumber(max, out var most))
        {
            return new SearchConstraint { Metric = largest.Trim().Replace('-', '_'), Max = most };
        }

        return text.Split(">=") is [var smallest, var min] && TryNumber(min, out var least)
            ? new SearchConstraint { Metric = smallest.Trim().Replace('-', '_'), Min = least }
            : throw Wrong($"--constraint: expected METRIC<=VALUE or METRIC>=VALUE, got '{text}'.");
    }

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static CommandFailedException Wrong(string problem) => new(ExitCode.Usage, "setting-malformed", problem);
}
