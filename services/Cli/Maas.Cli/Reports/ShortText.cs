using System.Globalization;

namespace Maas.Cli.Reports;

/// <summary>Texts of others where there is little room.</summary>
internal static class ShortText
{
    /// <summary>At most so many characters as a person counts them, the last an ellipsis; line breaks become spaces.</summary>
    public static string Of(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ").Replace('\t', ' ');
        var characters = new StringInfo(line);
        return characters.LengthInTextElements <= length ? line : characters.SubstringByTextElements(0, length - 1) + "…";
    }
}
