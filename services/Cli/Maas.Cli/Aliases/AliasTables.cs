using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Aliases;

/// <summary>Aliases and their moves as tables.</summary>
internal static class AliasTables
{
    public static IRenderable List(IEnumerable<Alias> aliases) => TextTable.Of(
        "", ["alias", "version", "moved"],
        aliases.Select(alias => new[]
        {
            TypedName.Id(alias.Name), TypedName.Short(alias.ModelVersion), Figures.Time(alias.UpdateTime),
        }));

    public static IRenderable Moves(string alias, IEnumerable<AliasMove> moves) => TextTable.Of(
        alias, [">move", "from", "to", "when", "who", "how"],
        moves.Select(move => new[]
        {
            Figures.Count(move.SequenceNumber), TypedName.Short(move.PreviousModelVersion), TypedName.Short(move.ModelVersion),
            Figures.Time(move.MoveTime), move.Actor, How(move),
        }));

    /// <summary>Where an alias pointed.</summary>
    /// <param name="alias">Its name.</param>
    /// <param name="time">When; null for now.</param>
    /// <param name="answer">What the Registry found.</param>
    public static IRenderable At(string alias, Timestamp? time, LookUpAliasResponse answer) => TextTable.Facts(
        TypedName.Short(alias),
        ("at", time is null ? "now" : Figures.Time(time)),
        ("version", answer.ModelVersion.Length > 0 ? TypedName.Short(answer.ModelVersion) : "none: it did not exist"),
        ("since", answer.AliasMove is null ? "" : Figures.Time(answer.AliasMove.MoveTime)),
        ("moved by", answer.AliasMove?.Actor ?? ""));

    private static string How(AliasMove move) => move switch
    {
        { IsRollback: true } => "rollback",
        { PreviousModelVersion: "" } => "made",
        { ModelVersion: "" } => "deleted",
        _ => "moved",
    };
}
