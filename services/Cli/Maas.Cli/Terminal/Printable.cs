namespace Maas.Cli.Terminal;

/// <summary>Texts that somebody else chose, made harmless for a terminal.</summary>
internal static class Printable
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with control characters replaced, so that it cannot move the cursor or change colours; lines and tabs stay.</summary>
    public static string Of(string text) => text.Any(IsDangerous)
        ? string.Concat(text.Select(character => IsDangerous(character) ? Replacement : character))
        : text;

    private static bool IsDangerous(char character) => char.IsControl(character) && character is not ('\n' or '\t');
}
