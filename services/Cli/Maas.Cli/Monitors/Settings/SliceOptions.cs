using System.CommandLine;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Monitors.Settings;

/// <summary>By what the rows of a monitor are told apart.</summary>
internal sealed class SliceOptions : ISettingOptions
{
    private readonly Option<string[]> _features = new("--slice-by")
    {
        Description = "Categorical input each value of which gets windows of its own. May be repeated.", HelpName = "FEATURE",
    };

    private readonly Option<string[]> _removed = new("--remove-slice-by")
    {
        Description = "Input whose values get no windows any more. May be repeated.", HelpName = "FEATURE",
    };

    private readonly Option<int?> _most = new("--max-slice-values")
    {
        Description = "Values of one input that get windows; later ones share the slice '(other)'.", HelpName = "N",
    };

    public IEnumerable<Option> All => [_features, _removed, _most];

    public void Apply(ParseResult arguments, Monitor monitor)
    {
        var slices = monitor.SliceSettings ??= new SliceSettings();
        NameList.Change(slices.Features, arguments.GetValue(_features), arguments.GetValue(_removed));
        slices.MaxValueCount = arguments.GetValue(_most) ?? slices.MaxValueCount;
    }
}
