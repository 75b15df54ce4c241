using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.AlertRules;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Silences;

/// <summary><c>maas silences create</c>.</summary>
internal static class CreateSilence
{
    private static readonly Option<string> Rule = new("--rule") { Description = "Only alerts of this rule.", HelpName = "RULE" };

    private static readonly Option<string> Monitor = new("--monitor") { Description = "Only alerts of this monitor.", HelpName = "MONITOR" };

    private static readonly Option<string> Version = new("--model-version")
    {
        Description = "Only alerts of this version, e.g. churn@2.", HelpName = "VERSION",
    };

    private static readonly Option<string> OfSeverity = SeverityName.Option("Only alerts of this severity.");

    private static readonly Option<bool> All = new("--all") { Description = "Every alert, whatever it is about." };

    private static readonly Option<string> From = new("--from")
    {
        Description = "When it begins, e.g. 2026-01-31T12:00:00Z. Default: now", HelpName = "TIME",
    };

    private static readonly Option<string> Length = new("--for") { Description = "How long it lasts, e.g. 2h.", HelpName = "TIME" };

    private static readonly Option<string> Until = new("--until")
    {
        Description = "When it ends, e.g. 2026-01-31T14:00:00Z.", HelpName = "TIME",
    };

    private static readonly Option<string> Comment = new("--comment") { Description = "Why.", HelpName = "TEXT", Required = true };

    public static Command Create(CommandBinding binding) => binding.Bind(
        new Command("create", "Makes a silence; all that it names must match.")
        {
            Rule, Monitor, Version, OfSeverity, All, From, Length, Until, Comment,
        },
        async (session, cancellationToken) =>
        {
            var silence = Read(session);
            var made = await session.Clients.Alerts.CreateSilenceAsync(
                new CreateSilenceRequest { Silence = silence, RequestId = Guid.NewGuid().ToString() }, cancellationToken: cancellationToken);
            session.Screen.Show(made, () => SilenceTables.List([made]));
        });

    private static Silence Read(Session session)
    {
        var arguments = session.Arguments;
        var silence = new Silence
        {
            AlertRule = arguments.GetValue(Rule) is { } rule ? TypedName.AlertRule(rule) : "",
            Monitor = arguments.GetValue(Monitor) is { } monitor ? TypedName.Monitor(monitor) : "",
            ModelVersion = arguments.GetValue(Version) is { } version ? TypedName.ModelVersion(version) : "",
            Severity = arguments.GetValue(OfSeverity) is { } severity ? SeverityName.Read(severity) : Severity.Unspecified,
            StartTime = arguments.GetValue(From) is { } from ? TypedTime.Read(from, session.Clock) : null,
            Comment = arguments.GetRequiredValue(Comment),
        };
        silence.EndTime = EndOf(session, silence.StartTime);
        var isEverything = silence is { AlertRule: "", Monitor: "", ModelVersion: "", Severity: Severity.Unspecified };
        return isEverything == arguments.GetValue(All) ? silence : throw new CommandFailedException(
            ExitCode.Usage, "silence-unclear",
            "Say which alerts are to be quiet: --rule, --monitor, --model-version, --severity; or --all, and none of these.");
    }

    private static Timestamp EndOf(Session session, Timestamp? start)
    {
        var arguments = session.Arguments;
        return (arguments.GetValue(Length), arguments.GetValue(Until)) switch
        {
            ({ } length, null) => Timestamp.FromDateTimeOffset(
                (start?.ToDateTimeOffset() ?? session.Clock.GetUtcNow()) + TypedTime.ReadDuration(length, Length.Name)),
            (null, { } until) => TypedTime.Read(until, session.Clock),
            _ => throw new CommandFailedException(
                ExitCode.Usage, "silence-endless", "Say when it ends: --for 2h, or --until 2026-01-31T14:00:00Z; one of them."),
        };
    }
}
