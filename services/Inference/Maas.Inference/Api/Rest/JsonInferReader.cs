using System.Text.Json;
using Maas.Errors;

namespace Maas.Inference.Api.Rest;

/// <summary>Reads infer requests in JSON in one pass, without a tree; members that the protocol does not know are passed over.</summary>
internal static class JsonInferReader
{
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: not JSON, or not such a request.</exception>
    public static JsonInferRequest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            reader.Read();
            var request = ReadRequest(ref reader, json);
            while (reader.Read())
            {
            }

            return request;
        }
        catch (JsonException error)
        {
            throw CommonErrors.InvalidField("body", $"Expected a JSON object: {ErrorText.Short(error.Message, 500)}");
        }
    }

    private static JsonInferRequest ReadRequest(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var request = new JsonInferRequest();
        Require(ref reader, JsonTokenType.StartObject, "body");
        while (NextMember(ref reader) is { } member)
        {
            switch (member)
            {
                case "id":
                    request.Id = ReadText(ref reader, member);
                    break;
                case "parameters":
                    ReadParameters(ref reader, request.Parameters);
                    break;
                case "inputs":
                    Require(ref reader, JsonTokenType.StartArray, member);
                    while (NextItem(ref reader))
                    {
                        TensorLimits.RequireRoom(request.Inputs.Count, member);
                        request.Inputs.Add(ReadInput(ref reader, json));
                    }

                    break;
                case "outputs":
                    Require(ref reader, JsonTokenType.StartArray, member);
                    while (NextItem(ref reader))
                    {
                        TensorLimits.RequireRoom(request.Outputs.Count, member);
                        request.Outputs.Add(ReadOutput(ref reader));
                    }

                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        request.IsBinaryByDefault = TakeFlag(request.Parameters, "binary_data_output") ?? false;
        return request;
    }

    private static JsonInput ReadInput(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var input = new JsonInput();
        Require(ref reader, JsonTokenType.StartObject, "inputs");
        while (NextMember(ref reader) is { } member)
        {
            switch (member)
            {
                case "name":
                    input.Name = ReadText(ref reader, "inputs.name");
                    break;
                case "datatype":
                    input.DataType = ReadText(ref reader, "inputs.datatype");
                    break;
                case "shape":
                    input.Shape = ReadShape(ref reader);
                    break;
                case "parameters":
                    ReadParameters(ref reader, input.Parameters);
                    break;
                case "data":
                    var start = (int)reader.TokenStartIndex;
                    Require(ref reader, JsonTokenType.StartArray, "inputs.data");
                    reader.Skip();
                    input.Data = json[start..(int)reader.BytesConsumed];
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        input.BinarySize = TakeSize(input.Parameters, "binary_data_size");
        return input;
    }

    private static JsonOutput ReadOutput(ref Utf8JsonReader reader)
    {
        var output = new JsonOutput();
        Require(ref reader, JsonTokenType.StartObject, "outputs");
        while (NextMember(ref reader) is { } member)
        {
            switch (member)
            {
                case "name":
                    output.Name = ReadText(ref reader, "outputs.name");
                    break;
                case "parameters":
                    ReadParameters(ref reader, output.Parameters);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        output.IsBinary = TakeFlag(output.Parameters, "binary_data");
        return output;
    }

    private static void ReadParameters(ref Utf8JsonReader reader, Dictionary<string, object?> parameters)
    {
        Require(ref reader, JsonTokenType.StartObject, "parameters");
        while (NextMember(ref reader) is { } name)
        {
            parameters[name] = reader.TokenType switch
            {
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.String => JsonText.Of(ref reader),
                JsonTokenType.Number when reader.TryGetInt64(out var whole) => whole,
                JsonTokenType.Number => reader.GetDouble(),
                _ => throw InferenceErrors.ParameterInvalid(name, "expected a boolean, a number or a text."),
            };
        }
    }

    private static long[] ReadShape(ref Utf8JsonReader reader)
    {
        var shape = new List<long>();
        Require(ref reader, JsonTokenType.StartArray, "inputs.shape");
        while (NextItem(ref reader))
        {
            shape.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var size)
                ? size
                : throw CommonErrors.InvalidField("inputs.shape", "Expected whole numbers."));
        }

        return [.. shape];
    }

    private static string? NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        var name = JsonText.Of(ref reader);
        reader.Read();
        return name;
    }

    private static bool NextItem(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    private static string ReadText(ref Utf8JsonReader reader, string field)
    {
        Require(ref reader, JsonTokenType.String, field);
        return JsonText.Of(ref reader);
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType expected, string field)
    {
        if (reader.TokenType != expected)
        {
            throw CommonErrors.InvalidField(field, $"Expected {Word(expected)}, got {Word(reader.TokenType)}.");
        }
    }

    private static string Word(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    private static bool? TakeFlag(Dictionary<string, object?> parameters, string name) =>
        !parameters.Remove(name, out var value)
            ? null
            : value as bool? ?? throw InferenceErrors.ParameterInvalid(name, "expected a boolean.");

    private static long? TakeSize(Dictionary<string, object?> parameters, string name) =>
        !parameters.Remove(name, out var value)
            ? null
            : value is long and >= 0 ? (long)value : throw InferenceErrors.ParameterInvalid(name, "expected an integer of 0 or more.");
}
