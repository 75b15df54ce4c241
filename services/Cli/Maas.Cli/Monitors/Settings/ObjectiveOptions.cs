using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;
using Option = System.CommandLine.Option;

namespace Maas.Cli.Monitors.Settings;

/// <summary>What a deployment promises its callers.</summary>
internal sealed class ObjectiveOptions : ISettingOptions
{
    private readonly Option<double?> _availability = new("--availability")
    {
        Description = "Share of requests that are to end well, e.g. 0.999; 0 promises nothing.", HelpName = "RATIO",
    };

    private readonly Option<double?> _latency = new("--latency-ratio")
    {
        Description = "Share of requests that are to end well within --latency-threshold, e.g. 0.99; 0 promises nothing.", HelpName = "RATIO",
    };

    private readonly Option<string> _threshold = new("--latency-threshold")
    {
        Description = "How long a request may take, e.g. 250ms.", HelpName = "TIME",
    };

    private readonly Option<string> _period = new("--objective-period")
    {
        Description = "What the promises are kept over, e.g. 30d.", HelpName = "TIME",
    };

    public IEnumerable<Option> All => [_availability, _latency, _threshold, _period];

    public void Apply(ParseResult arguments, Monitor monitor)
    {
        var objectives = monitor.ObjectiveSettings ??= new ObjectiveSettings();
        objectives.AvailabilityRatio = arguments.GetValue(_availability) ?? objectives.AvailabilityRatio;
        objectives.LatencyRatio = arguments.GetValue(_latency) ?? objectives.LatencyRatio;
        if (arguments.GetValue(_threshold) is { } threshold)
        {
            objectives.LatencyThreshold = TypedTime.ReadDuration(threshold, _threshold.Name).ToDuration();
        }

        if (arguments.GetValue(_period) is { } period)
        {
            objectives.Period = TypedTime.ReadDuration(period, _period.Name).ToDuration();
        }
    }
}
