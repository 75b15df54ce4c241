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

    /// <summary>Most rows of one page.</summary>
    public const int MaxSize = 1000;

    /// <summary>Checks what a caller sent.</summary>
    /// <param name="pageSize">0 means 50, above 1000 means 1000.</param>
    /// <param name="pageToken">Empty, or a token made by <see cref="Next"/> for the same <paramref name="query"/>.</param>
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

    /// <summary>
    /// Cuts rows read with a limit of <c>Size + 1</c> into a page and the token of the next one.
    /// </summary>
    public Page<T> Next<T>(IReadOnlyList<T> rows, Func<T, string> sortKey) => rows.Count <= Size
        ? new Page<T>(rows, "")
        : new Page<T>([.. rows.Take(Size)], PageToken.Encode(sortKey(rows[Size - 1]), Query));
}

/// <summary>One page of a list.</summary>
/// <param name="Rows">May be empty.</param>
/// <param name="NextPageToken">Empty if and only if this was the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, string NextPageToken);
