using System.Globalization;
using Maas.Errors;

namespace Maas.Paging;

/// <summary>Which page of a list a caller wants, checked.</summary>
/// <param name="Size">Rows at most, 1-1000.</param>
/// <param name="After">Sort key of the last row of the page before; null for the first page.</param>
/// <param name="Query">Name of the list and its filters; ties tokens to it.</param>
public sealed record PageRequest(int Size, string? After, string Query)
{
    /// <summary>Rows when the caller does not say.</summary>
    public const int DefaultSize = 50;

    /// <summary>Where a page ends early, for messages have limits: 16 MiB.</summary>
    private const long MaxBytes = 16 << 20;

    /// <summary>Most rows of one page.</summary>
    public const int MaxSize = 1000;

    /// <summary>Checks what a caller sent.</summary>
    /// <param name="pageSize">0 means 50, above 1000 means 1000.</param>
    /// <param name="pageToken">Empty, or a token made by <c>Next</c> for the same <paramref name="query"/>.</param>
    /// <param name="query">Name of the list and its filters.</param>
    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>: negative size, foreign or damaged token.</exception>
    public static PageRequest Parse(int pageSize, string pageToken, string query)
    {
        if (pageSize < 0)
        {
            throw CommonErrors.InvalidField("page_size", $"Expected 0 or more, got {pageSize}.");
        }

        var size = pageSize == 0 ? DefaultSize : Math.Min(pageSize, MaxSize);
        var after = pageToken.Length == 0 ? null : PageToken.Decode(pageToken, query);
        return new PageRequest(size, after, query);
    }

    /// <summary><see cref="After"/> as a number; null for the first page.</summary>
    /// <exception cref="MaasException"><c>PAGE_TOKEN_INVALID</c>: the checksum of a token is no secret.</exception>
    public long? AfterNumber => After is null ? null
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw CommonErrors.PageTokenInvalid();

    /// <summary>
    /// Cuts rows read with a limit of <c>Size + 1</c> into a page and the token of the next one.
    /// </summary>
    public Page<T> Next<T>(IReadOnlyList<T> rows, Func<T, string> sortKey) => Next(rows, sortKey, _ => 0);

    /// <summary>As the other, and ends a page that would grow too large for a message; it has one row at least.</summary>
    /// <param name="rows">Read with a limit of <c>Size + 1</c>.</param>
    /// <param name="sortKey">What a token holds.</param>
    /// <param name="sizeOf">Size of a row, in bytes or characters.</param>
    public Page<T> Next<T>(IReadOnlyList<T> rows, Func<T, string> sortKey, Func<T, int> sizeOf)
    {
        var count = 0;
        for (long bytes = 0; count < Math.Min(rows.Count, Size) && (count == 0 || bytes + sizeOf(rows[count]) <= MaxBytes); count++)
        {
            bytes += sizeOf(rows[count]);
        }

        return count == rows.Count
            ? new Page<T>(rows, "")
            : new Page<T>([.. rows.Take(count)], PageToken.Encode(sortKey(rows[count - 1]), Query));
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Rows">May be empty.</param>
/// <param name="NextPageToken">Empty if and only if this was the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, string NextPageToken);
