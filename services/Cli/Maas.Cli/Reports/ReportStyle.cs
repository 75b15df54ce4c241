namespace Maas.Cli.Reports;

/// <summary>How a report looks, on a bright and on a dark screen, and on paper.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet. Text has a contrast of at least 4.5 to 1 to what is behind it.</summary>
    public static Html Sheet { get; } = Html.Of(
        $$"""
        :root { --back: #ffffff; --card: #f5f7fa; --line: #d5dbe3; --text: #1b2430; --soft: #526071; --link: #1d5fc4;
          --positive: #2b6cd4; --negative: #c4511f; --mark: #1b2430; --error: #b3261e; --warning: #8a5a00; --info: #3c5a86; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #12161c; --card: #1b212a; --line: #343e4b; --text: #e7ebf0; --soft: #a3afbe; --link: #82b4ff;
            --positive: #6aa5ff; --negative: #ff9060; --mark: #ffffff; --error: #b3261e; --warning: #8a5a00; --info: #3c5a86; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--back); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        h1 { margin: 0 0 1rem; font-size: 1.7rem; overflow-wrap: anywhere; }
        h2 { margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.25rem; }
        h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; unicode-bidi: isolate; }
        a { color: var(--link); } nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: 1rem; }
        p { max-width: 48rem; } .soft, footer { color: var(--soft); } code { font-size: .92em; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 0; }
        .tiles div, .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; }
        .tiles dt { color: var(--soft); font-size: .85rem; } .tiles dd { margin: 0; font-size: 1.35rem; font-weight: 600; }
        .scroll { overflow-x: auto; margin: 0 0 1.25rem; } .scroll:focus-visible { outline: 2px solid var(--link); }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding-bottom: .35rem; }
        th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
          overflow-wrap: anywhere; unicode-bidi: isolate; }
        thead th { color: var(--soft); font-weight: 600; white-space: nowrap; } tbody th { font-weight: 600; min-width: 7rem; }
        .number { text-align: right; white-space: nowrap; } td .bar { display: inline-block; vertical-align: middle; }
        .badge { display: inline-block; white-space: nowrap; overflow-wrap: normal; padding: 0 .5rem; border-radius: 4px; color: #fff; font-size: .82rem; font-weight: 600; }
        .error { background: var(--error); } .warning { background: var(--warning); } .info { background: var(--info); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem; }
        .card header { display: flex; justify-content: space-between; gap: .75rem; align-items: baseline; }
        .card svg { display: block; width: 100%; height: auto; margin: .5rem 0; }
        .facts { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: .1rem .6rem; margin: 0; font-size: .86rem; }
        .facts dt { color: var(--soft); } .facts dd { margin: 0; text-align: right; overflow-wrap: anywhere;
          font-variant-numeric: tabular-nums; }
        svg text { fill: var(--text); font: 11px system-ui, sans-serif; } svg text.soft { fill: var(--soft); }
        svg .positive { fill: var(--positive); } svg .negative { fill: var(--negative); } svg .track { fill: var(--line); }
        svg .axis { stroke: var(--line); } svg .mark { stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 3 2; }
        svg .cell { stroke: var(--back); } svg .none { fill: var(--card); }
        .map { max-width: 100%; height: auto; } .none-found { color: var(--soft); }
        @media print { body { max-width: none; } .card { break-inside: avoid; } nav { display: none; } }
        """);
}
