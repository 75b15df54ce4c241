using System.CommandLine;

namespace Maas.Cli.Connections;

/// <summary>What lists of models and versions take: which rows, in which order.</summary>
internal sealed class SearchOptions
{
    private readonly Option<string> _filter = new("--filter")
    {
        Description = "Only what matches, e.g. 'labels.team = \"risk\" AND create_time > \"2026-01-01\"'; see docs/guide/filters.md.",
        HelpName = "FILTER",
    };

    private readonly Option<string> _orderBy = new("--order-by")
    {
        Description = "A field, or a field and 'desc', e.g. 'metrics.test.auc desc'. Default: newest first",
        HelpName = "FIELD",
    };

    private readonly Option<bool> _deleted = new("--deleted")
    {
        Description = "Also what was deleted and can still be undeleted.",
    };

    /// <summary>Puts the options on a command.</summary>
    public Command AddTo(Command command)
    {
        command.Options.Add(_filter);
        command.Options.Add(_orderBy);
        command.Options.Add(_deleted);
        return command;
    }

    /// <summary>The filter; empty for everything.</summary>
    public string FilterOf(ParseResult arguments) => arguments.GetValue(_filter) ?? "";

    /// <summary>The order; empty for newest first.</summary>
    public string OrderOf(ParseResult arguments) => arguments.GetValue(_orderBy) ?? "";

    /// <summary>Whether deleted ones are shown.</summary>
    public bool ShowsDeleted(ParseResult arguments) => arguments.GetValue(_deleted);
}
