using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api.Rest;

/// <summary>Answers an infer request: JSON, and behind it the outputs that were asked for in binary form.</summary>
internal static class JsonInferWriter
{
    // A digit and a comma.
    private const long ShortestElement = 2;

    /// <param name="response">Where it is written to; untouched when it fails.</param>
    /// <param name="request">Says which outputs are binary.</param>
    /// <param name="answer">What is told.</param>
    /// <param name="maxBytes">Of the whole body.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="MaasException"><c>LIMIT_REACHED</c>: the body would have more bytes.</exception>
    public static async Task WriteAsync(
        HttpResponse response, JsonInferRequest request, CallAnswer answer, int maxBytes, CancellationToken cancellationToken)
    {
        var binary = answer.Outputs.Where(output => request.IsBinary(output.Name)).ToArray();
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, request, answer, new BodyLimit(binary.Sum(output => (long)output.Content.Length), maxBytes));
        }

        response.ContentType = "application/json";
        if (binary.Length > 0)
        {
            response.ContentType = "application/octet-stream";
            response.Headers[InferBody.JsonLengthHeader] = buffer.WrittenCount.ToString(CultureInfo.InvariantCulture);
        }

        response.ContentLength = buffer.WrittenCount + binary.Sum(output => (long)output.Content.Length);
        await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
        foreach (var output in binary)
        {
            await response.Body.WriteAsync(output.Content, cancellationToken);
        }
    }

    private static void Write(Utf8JsonWriter json, JsonInferRequest request, CallAnswer answer, BodyLimit limit)
    {
        json.WriteStartObject();
        json.WriteString("model_name", answer.Name);
        json.WriteString("model_version", answer.Model.Version);
        if (request.Id.Length > 0)
        {
            json.WriteString("id", request.Id);
        }

        json.WriteStartArray("outputs");
        foreach (var output in answer.Outputs)
        {
            var isBinary = request.IsBinary(output.Name);
            limit.RequireRoom(json, isBinary ? 0 : output.Shape.Aggregate(ShortestElement, (length, size) => length * size));
            Write(json, output, isBinary);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        limit.RequireRoom(json, 0);
    }

    private static void Write(Utf8JsonWriter json, Tensor output, bool isBinary)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", output.DataType.OipName);
        json.WriteStartArray("shape");
        foreach (var size in output.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        if (isBinary)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", output.Content.Length);
            json.WriteEndObject();
        }
        else
        {
            json.WritePropertyName("data");
            JsonTensorWriter.Write(json, output);
        }

        json.WriteEndObject();
    }

    /// <summary>How long a body may be.</summary>
    /// <param name="BinaryBytes">Of what stands behind the JSON.</param>
    /// <param name="MaxBytes">Of all.</param>
    private readonly record struct BodyLimit(long BinaryBytes, int MaxBytes)
    {
        /// <summary>Text that is surely too long is not made first.</summary>
        /// <param name="json">What was written so far.</param>
        /// <param name="atLeast">Bytes that come, or more.</param>
        public void RequireRoom(Utf8JsonWriter json, long atLeast)
        {
            var length = BinaryBytes + json.BytesCommitted + json.BytesPending + atLeast;
            if (length > MaxBytes)
            {
                throw InferenceErrors.AnswerTooLarge(length, MaxBytes);
            }
        }
    }
}
