using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Aliases;

/// <summary><c>maas aliases history|rollback|at</c>: where an alias pointed, and back to there.</summary>
internal static class AliasHistory
{
    public static Command List(CommandBinding binding)
    {
        var words = AliasWords.Argument();
        return binding.Bind(
            new Command("history", "Lists the moves of an alias, newest first; also of one that was deleted.") { words },
            async (session, cancellationToken) =>
            {
                var name = AliasWords.Read(session.Arguments.GetRequiredValue(words));
                var moves = await AllPages.ReadAsync<AliasMove>(async token =>
                {
                    var page = await session.Clients.Registry.ListAliasHistoryAsync(
                        new ListAliasHistoryRequest { Name = name, PageSize = AllPages.PageSize, PageToken = token },
                        cancellationToken: cancellationToken);
                    return (page.AliasMoves, page.NextPageToken);
                });
                session.Screen.ShowList("aliasMoves", moves, () => AliasTables.Moves(name, moves));
            });
    }

    public static Command Rollback(CommandBinding binding)
    {
        var words = AliasWords.Argument();
        var time = new Option<string>("--to-time")
        {
            Description = $"Back to where it pointed then: {TypedTime.Formats}. Default: before its last move",
            HelpName = "TIME",
        };
        var expected = new Option<string>("--expect", "--expected")
        {
            Description = "Version that it must point at now, e.g. iris@2.",
            HelpName = "VERSION",
        };
        return binding.Bind(
            new Command("rollback", "Moves an alias back, in one step. It is a move like others.") { words, time, expected },
            async (session, cancellationToken) =>
            {
                var request = new RollbackAliasRequest
                {
                    Name = AliasWords.Read(session.Arguments.GetRequiredValue(words)),
                    ExpectedModelVersion = await AliasCommands.ExpectedAsync(
                        session, session.Arguments.GetValue(expected), cancellationToken),
                    RequestId = Guid.NewGuid().ToString(),
                };
                if (session.Arguments.GetValue(time) is { } text)
                {
                    request.ReadTime = TypedTime.Read(text, session.Clock);
                }

                var moved = await session.Clients.Registry.RollbackAliasAsync(request, cancellationToken: cancellationToken);
                session.Screen.Show(moved, () => AliasTables.List([moved]));
            });
    }

    public static Command At(CommandBinding binding)
    {
        var words = AliasWords.ArgumentWithTime();
        return binding.Bind(
            new Command("at", "Says where an alias pointed at a time.") { words },
            async (session, cancellationToken) =>
            {
                var (name, time) = AliasWords.ReadWithTime(session.Arguments.GetRequiredValue(words));
                var request = new LookUpAliasRequest { Name = name };
                if (time is not null)
                {
                    request.ReadTime = TypedTime.Read(time, session.Clock);
                }

                var answer = await session.Clients.Registry.LookUpAliasAsync(request, cancellationToken: cancellationToken);
                session.Screen.Show(answer, () => AliasTables.At(name, request.ReadTime, answer));
            });
    }
}
