namespace Maas.Hosting.Errors;

/// <summary>Cuts texts to what they may cost in the trailers of a call.</summary>
/// <remarks>Source: gRPC over HTTP/2, "Status-Message": a byte that is not printable ASCII, or '%', takes three.</remarks>
internal static class TrailerText
{
    private const string Ellipsis = "…";
    private const int EllipsisCost = 9;

    /// <summary>The text, or its beginning and an ellipsis when it costs more than <paramref name="maxCost"/>.</summary>
    public static string Cut(string text, int maxCost)
    {
        if (text.Length * 9L <= maxCost)
        {
            return text;
        }

        var cost = 0;
        var length = 0;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            cost += rune.Value is >= ' ' and <= '~' and not '%' ? 1 : 3 * rune.Utf8SequenceLength;
            if (cost > maxCost)
            {
                return string.Concat(text.AsSpan(0, end), Ellipsis);
            }

            length += rune.Utf16SequenceLength;
            end = cost <= maxCost - EllipsisCost ? length : end;
        }

        return text;
    }
}
