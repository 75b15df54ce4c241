using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Direct;

/// <summary>
/// One call of a unary gRPC method that reads and writes its messages itself, in the buffers of the connection. Used by one call at a
/// time and disposed at its end.
/// </summary>
public interface IDirectCall : IDisposable
{
    /// <summary>Reads the request; its memory is gone afterwards.</summary>
    /// <exception cref="InvalidDataException">Not the message that the method takes.</exception>
    void Read(in ReadOnlySequence<byte> message);

    /// <summary>Does what the method is for.</summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="deadline">Until when the caller waits, UTC. Nobody else ends the call then.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    ValueTask RunAsync(IHeaderDictionary headers, DateTime deadline, CancellationToken cancellationToken);

    /// <summary>Size of the answer in bytes. Asked for once, after the run.</summary>
    long MeasureAnswer();

    /// <summary>Writes the answer, as many bytes as it was said to have.</summary>
    void WriteAnswer(IBufferWriter<byte> writer);

    /// <summary>Adds what the caller is told besides, at the end of a call, whether it was answered or failed.</summary>
    /// <param name="trailers">Its names are in lower case, its values printable ASCII.</param>
    void AddTrailers(IHeaderDictionary trailers);
}
