using System.Globalization;
using Maas.Errors;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api.Rest;

/// <summary>The body of an infer request: JSON, and the raw contents behind it when the caller uses the binary extension.</summary>
/// <param name="Json">UTF-8.</param>
/// <param name="Binary">Raw contents of the inputs that say so, one after the other, in their order.</param>
internal sealed record InferBody(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Binary)
{
    /// <summary>Header that gives the length of the JSON; without it everything is JSON.</summary>
    public const string JsonLengthHeader = "Inference-Header-Content-Length";

    /// <summary>Reads the body; the host limits its size.</summary>
    /// <exception cref="MaasException"><c>PARAMETER_INVALID</c> or <c>NOT_SUPPORTED</c>.</exception>
    public static async Task<InferBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RequirePlain(request);
        var stream = new MemoryStream();
        await request.Body.CopyToAsync(stream, cancellationToken);
        var body = stream.GetBuffer().AsMemory(0, (int)stream.Length);
        if (!request.Headers.TryGetValue(JsonLengthHeader, out var text))
        {
            return new InferBody(body, default);
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > body.Length)
        {
            throw InferenceErrors.ParameterInvalid(
                JsonLengthHeader, $"expected the length of the JSON, 1 to {body.Length}, the length of the body; got '{text}'.");
        }

        return length > 0
            ? new InferBody(body[..length], body[length..])
            : throw InferenceErrors.NotSupported($"bodies without JSON ({JsonLengthHeader} of 0)");
    }

    /// <summary>Refuses a body in an encoding.</summary>
    /// <exception cref="MaasException"><c>NOT_SUPPORTED</c>.</exception>
    public static void RequirePlain(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            throw InferenceErrors.NotSupported($"the content encoding '{encoding}'; send the body as it is");
        }
    }
}
