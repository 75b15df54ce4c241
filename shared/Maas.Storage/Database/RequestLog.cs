using Maas.Errors;
using Maas.Requests;

namespace Maas.Storage.Database;

/// <summary>
/// Makes mutations idempotent by their request id, across restarts: the answer is written in the transaction of the
/// mutation itself and is given back to a repeated call. Thread-safe.
/// </summary>
/// <param name="clock">Dates the answers.</param>
/// <param name="retention">How long answers are kept; null means 24 hours.</param>
public sealed class RequestLog(TimeProvider clock, TimeSpan? retention = null)
{
    private readonly TimeSpan _retention = retention ?? TimeSpan.FromHours(24);

    /// <summary>Runs the mutation, unless the same request was answered before: then that answer is returned.</summary>
    /// <typeparam name="T">A record that <see cref="DatabaseJson"/> writes and reads without loss.</typeparam>
    /// <param name="session">The write in which <paramref name="mutation"/> runs.</param>
    /// <param name="request">Null when the client sent no id: the mutation always runs.</param>
    /// <param name="mutation">Writes by the same session.</param>
    /// <exception cref="MaasException"><c>REQUEST_ID_REUSED</c>: the id came before with another body.</exception>
    public async Task<T> OnceAsync<T>(DatabaseSession session, RequestIdentity? request, Func<Task<T>> mutation)
    {
        if (request is null)
        {
            return await mutation();
        }

        var oldest = (clock.GetUtcNow() - _retention).UnixMicroseconds;
        await session.ExecuteAsync("DELETE FROM request_log WHERE create_micros < @oldest", new { oldest });
        var (isKnown, known) = await FindAsync<T>(session, request);
        if (isKnown)
        {
            return known!;
        }

        var answer = await mutation();
        await session.ExecuteAsync(
            """
            INSERT INTO request_log (request_id, method, body_sha256, answer_json, create_micros)
            VALUES (@Id, @Method, @bodySha256, @answerJson, @now)
            """,
            new
            {
                request.Id,
                request.Method,
                bodySha256 = request.BodyDigest.Hex,
                answerJson = DatabaseJson.Write(answer),
                now = clock.GetUtcNow().UnixMicroseconds,
            });
        return answer;
    }

    /// <summary>The answer that a request got before.</summary>
    /// <exception cref="MaasException"><c>REQUEST_ID_REUSED</c>: the id came before with another body.</exception>
    public static async Task<(bool IsKnown, T? Answer)> FindAsync<T>(DatabaseSession session, RequestIdentity request)
    {
        var known = await session.FindAsync<Entry>(
            "SELECT body_sha256 AS BodySha256, answer_json AS AnswerJson FROM request_log " +
            "WHERE request_id = @Id AND method = @Method",
            request);
        return known is null ? (false, default)
            : known.BodySha256 == request.BodyDigest.Hex ? (true, DatabaseJson.Read<T>(known.AnswerJson))
            : throw CommonErrors.RequestIdReused(request.Id);
    }

    private sealed record Entry(string BodySha256, string AnswerJson);
}
