using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Maas.Errors;

namespace Maas.Inference.Api.Rest;

/// <summary>Reads a body of lines as they come. Source: github.com/ndjson/ndjson-spec.</summary>
internal static class JsonLines
{
    /// <summary>Type of a body of JSON values, one a line.</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>Gives the lines with their numbers, counted from 1. Empty ones are left out.</summary>
    /// <param name="body">UTF-8; the last line may come without an end.</param>
    /// <param name="maxLineBytes">Most bytes of one line.</param>
    /// <param name="cancellationToken">Stops the wait for more.</param>
    /// <exception cref="MaasException"><c>LIMIT_REACHED</c>: a line is too long.</exception>
    public static async IAsyncEnumerable<(long Number, string Text)> ReadAsync(
        PipeReader body, int maxLineBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 1L; ; number++)
        {
            var read = await body.ReadAsync(cancellationToken);
            var end = read.Buffer.PositionOf((byte)'\n');
            while (end is null && !read.IsCompleted && read.Buffer.Length <= maxLineBytes)
            {
                // What was searched already is not searched again: lines may be long, and come in small pieces.
                var searched = read.Buffer.Length;
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await body.ReadAsync(cancellationToken);
                end = read.Buffer.Slice(searched).PositionOf((byte)'\n');
            }

            var line = end is { } found ? read.Buffer.Slice(0, found) : read.Buffer;
            var text = line.Length <= maxLineBytes ? Encoding.UTF8.GetString(line).Trim() : null;
            body.AdvanceTo(end is { } last ? read.Buffer.GetPosition(1, last) : read.Buffer.End);
            if (text is null)
            {
                throw InferenceErrors.LineTooLong(number, maxLineBytes);
            }

            if (text.Length > 0)
            {
                yield return (number, text);
            }

            if (end is null)
            {
                yield break;
            }
        }
    }
}
