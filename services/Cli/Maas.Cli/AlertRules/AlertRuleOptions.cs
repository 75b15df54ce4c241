using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;
using Option = System.CommandLine.Option;

namespace Maas.Cli.AlertRules;

/// <summary>All that can be said of a rule: about what, on which condition, from when on, and what is then done.</summary>
internal sealed class AlertRuleOptions
{
    private readonly Option<string> _monitor = new("--monitor")
    {
        Description = "Monitor that it is about; '-' for every one, those that come later included.", HelpName = "MONITOR",
    };

    private readonly Option<string> _slice = new("--slice")
    {
        Description = "One slice, e.g. plan=gold; '*' for all rows and every slice. Default: all rows together", HelpName = "FEATURE=VALUE",
    };

    private readonly Option<string> _window = new("--window")
    {
        Description = "Length of the windows that it looks at. Default: 5m", HelpName = "TIME",
    };

    private readonly Option<string> _delay = new("--delay")
    {
        Description = "How long after its end a window is looked at, so that outcomes which come late are there. Default: 15s", HelpName = "TIME",
    };

    private readonly Option<int?> _for = new("--for")
    {
        Description = "Windows in a row in which the condition must hold before it fires. Default: 1", HelpName = "N",
    };

    private readonly Option<int?> _clear = new("--clear-for")
    {
        Description = "Windows in a row in which it must not hold before the alert is resolved. Default: 1", HelpName = "N",
    };

    private readonly Option<long?> _samples = new("--min-samples")
    {
        Description = "Windows with fewer requests, predictions or outcomes say nothing. Default: 1", HelpName = "N",
    };

    private readonly Option<string> _displayName = new("--display-name") { Description = "Name for people.", HelpName = "TEXT" };

    private readonly Option<bool?> _disabled = new("--disabled")
    {
        Description = "Looks at nothing; 'false' has it look again.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ConditionOptions _condition = new();
    private readonly ResponseOptions _response = new();

    private IEnumerable<Option> All =>
    [
        _monitor, _slice, .. _condition.All, _window, _delay, _for, _clear, _samples, .. _response.All, _displayName, _disabled,
    ];

    /// <summary>Puts the options on a command.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>Whether any of them was typed.</summary>
    public bool IsAnyGiven(ParseResult arguments) => All.Any(option => arguments.GetResult(option) is { Implicit: false });

    /// <summary>Changes what was given, and nothing else.</summary>
    /// <exception cref="Terminal.CommandFailedException">What was given does not fit together, or cannot be read.</exception>
    public void Apply(ParseResult arguments, AlertRule rule)
    {
        rule.Monitor = arguments.GetValue(_monitor) is { } monitor ? TypedName.Monitor(monitor) : rule.Monitor;
        rule.Slice = arguments.GetValue(_slice) ?? rule.Slice;
        _condition.Apply(arguments, rule);
        if (arguments.GetValue(_window) is { } window)
        {
            rule.WindowDuration = TypedTime.ReadDuration(window, _window.Name).ToDuration();
        }

        if (arguments.GetValue(_delay) is { } delay)
        {
            rule.EvaluationDelay = TypedTime.ReadDuration(delay, _delay.Name).ToDuration();
        }

        rule.ForWindowCount = arguments.GetValue(_for) ?? rule.ForWindowCount;
        rule.ClearWindowCount = arguments.GetValue(_clear) ?? rule.ClearWindowCount;
        rule.MinSampleCount = arguments.GetValue(_samples) ?? rule.MinSampleCount;
        _response.Apply(arguments, rule);
        rule.DisplayName = arguments.GetValue(_displayName) ?? rule.DisplayName;
        if (arguments.GetResult(_disabled) is { Implicit: false })
        {
            rule.IsDisabled = arguments.GetValue(_disabled) ?? true;
        }
    }
}
