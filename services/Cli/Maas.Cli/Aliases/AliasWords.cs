using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;

namespace Maas.Cli.Aliases;

/// <summary>An alias as it is typed: one word, <c>iris@production</c>, or two, <c>iris production</c>.</summary>
internal static class AliasWords
{
    /// <summary>The argument that names an alias.</summary>
    public static Argument<string[]> Argument() => new("ALIAS")
    {
        Description = "The alias: 'iris@production', or its model and its id, 'iris production'.",
        Arity = new ArgumentArity(1, 2),
    };

    /// <summary>The argument that names an alias and, behind it, a time.</summary>
    public static Argument<string[]> ArgumentWithTime() => new("ALIAS TIME")
    {
        Description = $"The alias, 'iris@production' or 'iris production', and when: {TypedTime.Formats}. Default: now",
        Arity = new ArgumentArity(1, 3),
    };

    /// <summary>Name of the alias.</summary>
    /// <exception cref="CommandFailedException">The words name none, or more.</exception>
    public static string Read(string[] words) =>
        Split(words) is (var name, []) ? name : throw Malformed(words);

    /// <summary>Name of the alias, and the time as it was typed; null when there was none.</summary>
    /// <exception cref="CommandFailedException">The words name no alias, or more than one time.</exception>
    public static (string Name, string? Time) ReadWithTime(string[] words) => Split(words) switch
    {
        (var name, []) => (name, null),
        (var name, [var time]) => (name, time),
        _ => throw Malformed(words),
    };

    private static (string Name, string[] Others) Split(string[] words)
    {
        if (TypedName.FindAlias(words[0]) is { } name)
        {
            return (name, words[1..]);
        }

        return words is [var model, var id, .. var rest]
            ? ($"{TypedName.Model(model)}/aliases/{id}", rest)
            : throw Malformed(words);
    }

    private static CommandFailedException Malformed(string[] words) => new(
        ExitCode.Usage, "alias-malformed",
        $"Expected an alias such as 'iris@production' or 'iris production', got '{string.Join(' ', words)}'.");
}
