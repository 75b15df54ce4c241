namespace Maas.Cli.Terminal;

/// <summary>Texts that somebody else chose, made harmless for a terminal.</summary>
internal static class Printable
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text with what moves the cursor, changes colours or turns the direction of reading replaced; lines and tabs stay.
    /// </summary>
    public static string Of(string text) => text.Any(IsDangerous)
        ? string.Concat(text.Select(character => IsDangerous(character) ? Replacement : character))
        : text;

    // Control characters, and marks of direction (Unicode Standard Annex 9, 2.1 to 2.6), with which a name can be made to look like another.
    private static bool IsDangerous(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t'))
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
