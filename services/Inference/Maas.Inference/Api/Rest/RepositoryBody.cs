using System.Text.Json;
using System.Text.Json.Nodes;
using Maas.Errors;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api.Rest;

/// <summary>What calls about the repository say; members that the protocol does not know are passed over.</summary>
/// <param name="OnlyReady">Whether the index shall list what is ready alone.</param>
/// <param name="Parameters">Booleans as such, other values as JSON.</param>
internal sealed record RepositoryBody(bool OnlyReady, IReadOnlyList<KeyValuePair<string, object?>> Parameters)
{
    /// <summary>Reads the body, which may be empty; the host limits its size.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: not such a JSON object; <c>NOT_SUPPORTED</c>.</exception>
    public static async Task<RepositoryBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = (await InferBody.ReadAsync(request, cancellationToken)).Json;
        if (body.IsEmpty)
        {
            return new RepositoryBody(OnlyReady: false, []);
        }

        var json = Parse(body.Span) as JsonObject ?? throw CommonErrors.InvalidField("body", "Expected a JSON object.");
        return new RepositoryBody(
            FlagOf(json["ready"] ?? false) ?? throw CommonErrors.InvalidField("ready", "Expected a boolean."),
            (json["parameters"] ?? new JsonObject()) is JsonObject parameters
                ? [.. parameters.Select(parameter => KeyValuePair.Create(parameter.Key, FlagOf(parameter.Value) ?? (object?)parameter.Value))]
                : throw CommonErrors.InvalidField("parameters", "Expected an object."));
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw CommonErrors.InvalidField("body", $"Expected a JSON object: {ErrorText.Short(error.Message, 500)}");
        }
    }

    private static bool? FlagOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
