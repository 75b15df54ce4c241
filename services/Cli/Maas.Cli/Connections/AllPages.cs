using Maas.Cli.Terminal;

namespace Maas.Cli.Connections;

/// <summary>Reads lists to their end.</summary>
internal static class AllPages
{
    /// <summary>Rows asked for at once.</summary>
    public const int PageSize = 500;

    /// <summary>Reads all pages.</summary>
    /// <param name="page">Gets the page of a token: its rows and the next token, empty at the end.</param>
    /// <param name="limit">Most rows to read, as <c>--limit</c> says.</param>
    /// <exception cref="CommandFailedException">The limit is below 1.</exception>
    public static async Task<List<T>> ReadAsync<T>(
        Func<string, Task<(IEnumerable<T> Rows, string NextPageToken)>> page, int limit = int.MaxValue)
    {
        if (limit < 1)
        {
            throw new CommandFailedException(ExitCode.Usage, "limit-out-of-range", $"--limit: expected 1 or more, got {limit}.");
        }

        var all = new List<T>();
        var token = "";
        do
        {
            (var rows, token) = await page(token);
            all.AddRange(rows);
        }
        while (token.Length > 0 && all.Count < limit);
        return all.Count > limit ? all[..limit] : all;
    }
}
