using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api.Rest;

/// <summary>Answers an infer request: JSON, and behind it the outputs that were asked for in binary form.</summary>
internal static class JsonInferWriter
{
    public static async Task WriteAsync(
        HttpResponse response, JsonInferRequest request, CallAnswer answer, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, request, answer);
        }

        var binary = answer.Outputs.Where(output => request.IsBinary(output.Name)).ToArray();
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

    private static void Write(Utf8JsonWriter json, JsonInferRequest request, CallAnswer answer)
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
            Write(json, output, request.IsBinary(output.Name));
        }

        json.WriteEndArray();
        json.WriteEndObject();
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
}
