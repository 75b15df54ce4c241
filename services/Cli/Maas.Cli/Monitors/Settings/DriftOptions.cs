using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;
using Option = System.CommandLine.Option;

namespace Maas.Cli.Monitors.Settings;

/// <summary>When a monitor says that traffic has drifted.</summary>
internal sealed class DriftOptions : ISettingOptions
{
    private readonly Option<string> _interval = new("--false-alarm-interval")
    {
        Description = "Mean time between two windows that are told apart when nothing has changed, e.g. 30d.", HelpName = "TIME",
    };

    private readonly Option<long?> _samples = new("--min-samples")
    {
        Description = "Windows with fewer samples are not tested for drift.", HelpName = "N",
    };

    private readonly Option<string[]> _tests = new("--feature-test")
    {
        Description = "Test of one feature, e.g. age=kolmogorov-smirnov, customer-id=none; see docs/guide/statistics.md. May be repeated.",
        HelpName = "FEATURE=TEST",
    };

    private readonly Option<string[]> _removedTests = new("--remove-feature-test")
    {
        Description = "Feature that gets the default test again. May be repeated.", HelpName = "FEATURE",
    };

    public IEnumerable<Option> All => [_interval, _samples, _tests, _removedTests];

    public void Apply(ParseResult arguments, Monitor monitor)
    {
        var drift = monitor.DriftSettings ??= new DriftSettings();
        if (arguments.GetValue(_interval) is { } interval)
        {
            drift.FalseAlarmInterval = TypedTime.ReadDuration(interval, _interval.Name).ToDuration();
        }

        if (arguments.GetValue(_samples) is { } samples)
        {
            drift.MinSampleCount = samples;
        }

        var given = Assignment.ReadAll(_tests.Name, arguments.GetValue(_tests));
        var gone = given.Keys.Concat(arguments.GetValue(_removedTests) ?? []).ToHashSet();
        var kept = drift.FeatureTests.Where(test => !gone.Contains(test.Feature)).ToList();
        drift.FeatureTests.Clear();
        drift.FeatureTests.Add([.. kept, .. given.Select(pair => new FeatureTest { Feature = pair.Key, Test = pair.Value })]);
    }
}
