using System.CommandLine;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Condition = Maas.Contracts.Monitoring.V1.AlertRule.ConditionOneofCase;

namespace Maas.Cli.AlertRules;

/// <summary>What a rule looks for: one condition, and what belongs to it.</summary>
internal sealed class ConditionOptions
{
    private readonly Option<bool> _drift = new("--drift") { Description = "Condition: the traffic has drifted." };

    private readonly Option<string> _quality = new("--quality")
    {
        Description = "Condition on the rows: missing_ratio, unseen_ratio, out_of_range_ratio, constant, duplicate_ratio, volume_ratio.",
        HelpName = "METRIC",
    };

    private readonly Option<string> _performance = new("--performance")
    {
        Description = "Condition on a figure: accuracy, roc_auc, f1, rmse, mae, …; or estimate_refuted, change_count.", HelpName = "METRIC",
    };

    private readonly Option<string> _operation = new("--operation")
    {
        Description = "Condition on requests: error_ratio, request_rate, latency_mean, latency_p50, latency_p90, latency_p99, queue_p99, run_p99 (seconds), "
            + "load_count, dropped_sample_ratio.",
        HelpName = "METRIC",
    };

    private readonly Option<string> _burnRate = new("--burn-rate")
    {
        Description = "Condition: an objective of the monitor, availability or latency, is broken before its period is over.", HelpName = "OBJECTIVE",
    };

    private readonly Option<string[]> _features = new("--feature")
    {
        Description = "With --drift or --quality: only this input, or '(prediction)'. May be repeated; replaces those there are. 'none' for all.",
        HelpName = "FEATURE",
    };

    private readonly Option<string> _distance = new("--min-distance")
    {
        Description = "With --drift: smallest distance that is of interest beside the test, e.g. psi.counts=0.1.", HelpName = "RECIPE=VALUE",
    };

    private readonly ThresholdOptions _threshold = new();

    private readonly Option<string> _source = new("--source")
    {
        Description = "With --performance: 'realised' or 'estimated'. Default: realised", HelpName = "SOURCE",
    };

    private readonly Option<bool?> _relative = new("--relative-to-baseline")
    {
        Description = "With --performance: compares the difference to the figure on the test rows.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool?> _confident = new("--confident")
    {
        Description = "With --performance: only when the whole confidence interval is beyond.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _urgency = new("--urgency")
    {
        Description = "With --burn-rate: 'page' or 'ticket'. Default: page", HelpName = "URGENCY",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        _drift, _quality, _performance, _operation, _burnRate, _features, _distance, .. _threshold.All, _source, _relative, _confident, _urgency,
    ];

    /// <summary>Changes the condition that there is, or puts another in its place.</summary>
    /// <exception cref="CommandFailedException">There are several, none, or something is given that is not of the condition.</exception>
    public void Apply(ParseResult arguments, AlertRule rule)
    {
        Choose(arguments, rule);
        RequireFitting(arguments, rule.ConditionCase);
        switch (rule.ConditionCase)
        {
            case Condition.Drift:
                rule.Drift.Features.Replace(arguments.GetValue(_features));
                if (Assignment.ReadNumbers(_distance.Name, arguments.GetValue(_distance) is { } text ? [text] : []) is { Count: 1 } distances)
                {
                    (rule.Drift.DistanceRecipe, rule.Drift.MinDistance) = distances.Single();
                }

                break;
            case Condition.Quality:
                rule.Quality.Features.Replace(arguments.GetValue(_features));
                rule.Quality.Threshold = _threshold.Apply(arguments, rule.Quality.Threshold);
                break;
            case Condition.Performance:
                rule.Performance.Threshold = _threshold.Apply(arguments, rule.Performance.Threshold);
                rule.Performance.Source = arguments.GetValue(_source) ?? rule.Performance.Source;
                rule.Performance.IsRelativeToBaseline = FlagOf(arguments, _relative) ?? rule.Performance.IsRelativeToBaseline;
                rule.Performance.RequiresConfidence = FlagOf(arguments, _confident) ?? rule.Performance.RequiresConfidence;
                break;
            case Condition.Operation:
                rule.Operation.Threshold = _threshold.Apply(arguments, rule.Operation.Threshold);
                break;
            case Condition.BurnRate:
                rule.BurnRate.Urgency = arguments.GetValue(_urgency) ?? rule.BurnRate.Urgency;
                break;
        }
    }

    private void Choose(ParseResult arguments, AlertRule rule)
    {
        Option[] given = [.. ((Option[])[_drift, _quality, _performance, _operation, _burnRate]).Where(option => IsGiven(arguments, option))];
        if (given.Length > 1)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "condition-ambiguous",
                $"A rule has one condition; {string.Join(" and ", given.Select(option => option.Name))} are given. Make a rule of each.");
        }

        if (arguments.GetValue(_drift))
        {
            rule.Drift ??= new DriftCondition();
        }

        if (arguments.GetValue(_quality) is { } quality)
        {
            (rule.Quality ??= new QualityCondition()).Metric = quality;
        }

        if (arguments.GetValue(_performance) is { } performance)
        {
            (rule.Performance ??= new PerformanceCondition()).Metric = performance;
        }

        if (arguments.GetValue(_operation) is { } operation)
        {
            (rule.Operation ??= new OperationCondition()).Metric = operation;
        }

        if (arguments.GetValue(_burnRate) is { } objective)
        {
            (rule.BurnRate ??= new BurnRateCondition()).Objective = objective;
        }
    }

    private void RequireFitting(ParseResult arguments, Condition condition)
    {
        Option[] fitting = condition switch
        {
            Condition.Drift => [_drift, _features, _distance],
            Condition.Quality => [_quality, _features, .. _threshold.All],
            Condition.Performance => [_performance, .. _threshold.All, _source, _relative, _confident],
            Condition.Operation => [_operation, .. _threshold.All],
            Condition.BurnRate => [_burnRate, _urgency],
            _ => throw new CommandFailedException(
                ExitCode.Usage, "condition-missing",
                "Say what is looked for: --drift, --quality METRIC, --performance METRIC, --operation METRIC or --burn-rate OBJECTIVE."),
        };
        if (All.FirstOrDefault(option => IsGiven(arguments, option) && !fitting.Contains(option)) is { } stray)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "option-unfitting", $"{stray.Name} does not belong to the condition '{fitting[0].Name[2..]}'. Leave it out.");
        }
    }

    private static bool IsGiven(ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

    // The option alone means true.
    private static bool? FlagOf(ParseResult arguments, Option<bool?> option) =>
        IsGiven(arguments, option) ? arguments.GetValue(option) ?? true : null;
}
