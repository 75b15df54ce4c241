using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;
using Option = System.CommandLine.Option;

namespace Maas.Cli.Monitors.Settings;

/// <summary>Whether inputs of single predictions are kept.</summary>
internal sealed class PayloadOptions : ISettingOptions
{
    private readonly Option<double?> _ratio = new("--payload-ratio")
    {
        Description = "Share of the sampled predictions whose inputs are kept for 'maas payloads list'; 0 keeps none.", HelpName = "RATIO",
    };

    private readonly Option<string[]> _redacted = new("--redact")
    {
        Description = "Input that is never kept. May be repeated.", HelpName = "FEATURE",
    };

    private readonly Option<string[]> _shown = new("--remove-redact")
    {
        Description = "Input that may be kept again. May be repeated.", HelpName = "FEATURE",
    };

    private readonly Option<string> _retention = new("--payload-retention")
    {
        Description = "How long inputs are kept, e.g. 7d.", HelpName = "TIME",
    };

    public IEnumerable<Option> All => [_ratio, _redacted, _shown, _retention];

    public void Apply(ParseResult arguments, Monitor monitor)
    {
        var payloads = monitor.PayloadSettings ??= new PayloadSettings();
        payloads.SampleRatio = arguments.GetValue(_ratio) ?? payloads.SampleRatio;
        NameList.Change(payloads.RedactedFeatures, arguments.GetValue(_redacted), arguments.GetValue(_shown));
        if (arguments.GetValue(_retention) is { } retention)
        {
            payloads.Retention = TypedTime.ReadDuration(retention, _retention.Name).ToDuration();
        }
    }
}
