using System.CommandLine;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.AlertRules;

/// <summary>The value that a figure is not to pass, and the one behind which all is well again.</summary>
internal sealed class ThresholdOptions
{
    private readonly Option<double?> _above = new("--above") { Description = "The condition holds above this value.", HelpName = "VALUE" };

    private readonly Option<double?> _below = new("--below") { Description = "The condition holds below this value.", HelpName = "VALUE" };

    private readonly Option<double?> _clear = new("--clear")
    {
        Description = "The alert is resolved only on the other side of this value. Default: the threshold", HelpName = "VALUE",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_above, _below, _clear];

    /// <summary>The threshold with what was given; null when there was none and none is given.</summary>
    /// <exception cref="CommandFailedException">Both sides are given.</exception>
    public Threshold? Apply(ParseResult arguments, Threshold? threshold)
    {
        var (above, below, clear) = (arguments.GetValue(_above), arguments.GetValue(_below), arguments.GetValue(_clear));
        if (above is not null && below is not null)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "threshold-ambiguous", "--above and --below are two conditions. Make a rule of each.");
        }

        if ((above ?? below) is { } value)
        {
            threshold ??= new Threshold();
            (threshold.Comparison, threshold.Value) = (above is null ? "below" : "above", value);
        }

        if (clear is { } resolved)
        {
            (threshold ??= new Threshold()).ClearValue = resolved;
        }

        return threshold;
    }
}
