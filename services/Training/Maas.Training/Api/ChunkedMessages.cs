using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Maas.Errors;

namespace Maas.Training.Api;

/// <summary>The messages of a file that is sent: a header, then chunks. Not thread-safe.</summary>
/// <param name="messages">As they come.</param>
/// <param name="chunkOf">The chunk of a message; null when it is something else.</param>
/// <param name="idleTimeout">Longest pause between two of them.</param>
/// <param name="clock">Times the pauses.</param>
internal sealed class ChunkedMessages<T>(IAsyncStreamReader<T> messages, Func<T, ByteString?> chunkOf, TimeSpan idleTimeout, TimeProvider clock)
    where T : class
{
    private const int MaxChunkBytes = 1 << 20;

    /// <summary>The header of the first message.</summary>
    /// <param name="headerOf">The header of a message; null when it is something else.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, <c>IMPORT_STALLED</c>.</exception>
    public async Task<THeader> ReadHeaderAsync<THeader>(Func<T, THeader?> headerOf, CancellationToken cancellationToken)
        where THeader : class =>
        (await MoveNextAsync(cancellationToken) ? headerOf(messages.Current) : null)
        ?? throw CommonErrors.InvalidField("header", "Expected a header as the first message.");

    /// <summary>The chunks; each is used up before the next is asked for.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, <c>IMPORT_STALLED</c>.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await MoveNextAsync(cancellationToken))
        {
            var chunk = chunkOf(messages.Current);
            if (chunk is not { Length: > 0 and <= MaxChunkBytes })
            {
                throw CommonErrors.InvalidField("chunk",
                    $"Expected a chunk of 1 to {MaxChunkBytes} bytes, got {(chunk is null ? "something else" : $"{chunk.Length} bytes")}.");
            }

            yield return chunk.Memory;
        }
    }

    private async Task<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await messages.MoveNext(cancellationToken).WaitAsync(idleTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw TrainingErrors.ImportStalled(idleTimeout);
        }
    }
}
