using System.CommandLine;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Monitors.Settings;

/// <summary>How changes among outcomes are found, and windows by count.</summary>
internal sealed class WindowOptions : ISettingOptions
{
    private readonly Option<string> _detector = new("--detector")
    {
        Description = "What finds changes among outcomes: adwin, page-hinkley; of labels also ddm, eddm, hddm-a; none.", HelpName = "DETECTOR",
    };

    private readonly Option<long?> _size = new("--count-window")
    {
        Description = "Beside windows of time, windows of so many sampled predictions; 0 for none.", HelpName = "N",
    };

    public IEnumerable<Option> All => [_detector, _size];

    public void Apply(ParseResult arguments, Monitor monitor)
    {
        if (arguments.GetValue(_detector) is { } detector)
        {
            (monitor.OutcomeSettings ??= new OutcomeSettings()).Detector = detector;
        }

        monitor.CountWindowSize = arguments.GetValue(_size) ?? monitor.CountWindowSize;
    }
}
