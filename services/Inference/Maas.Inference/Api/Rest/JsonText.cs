using System.Text.Json;
using Maas.Errors;

namespace Maas.Inference.Api.Rest;

/// <summary>Reads texts of JSON that may hold bytes that are no Unicode: the JSON reader itself looks at quotes alone.</summary>
internal static class JsonText
{
    /// <summary>The text, or the name of a member, that the reader stands at.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: not UTF-8, or half of a surrogate pair.</exception>
    public static string Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw CommonErrors.InvalidField(
                "body", $"Expected texts in UTF-8 with whole surrogate pairs, got others at byte {reader.TokenStartIndex}.");
        }
    }
}
