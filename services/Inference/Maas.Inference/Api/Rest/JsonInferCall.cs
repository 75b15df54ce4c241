using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Api.Rest;

/// <summary>An infer request with the contents behind it.</summary>
internal sealed record JsonInferCall(JsonInferRequest Request, ReadOnlyMemory<byte> Binary)
{
    /// <summary>The request in the service's own words; the tensors are read when the model is known.</summary>
    /// <exception cref="MaasException"><c>PARAMETER_INVALID</c> or <c>NOT_SUPPORTED</c>.</exception>
    public CallRequest<JsonInferCall> ToCall(string name, string version, string routingKey)
    {
        var parameters = RequestParameters.Read(Request.Parameters);
        return new CallRequest<JsonInferCall>
        {
            Name = name,
            Version = version,
            RoutingKey = parameters.RoutingKeyOr(routingKey),
            Content = this,
            Read = static (call, job) => job.Fill(ReadTensors(call, job.Model)),
            Priority = parameters.Priority,
            Deadline = DateTime.MaxValue,
            QueueTimeout = parameters.QueueTimeout,
        };
    }

    private static TensorRequest ReadTensors(JsonInferCall call, ServedModel model)
    {
        var rest = call.Binary;
        var inputs = new SentTensor[call.Request.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = call.Request.Inputs[i];
            RequestParameters.RequirePlainInput(input.Parameters.Keys);
            inputs[i] = new SentTensor(input.Name, input.DataType, input.Shape, ContentOf(input, ref rest));
        }

        if (!rest.IsEmpty)
        {
            throw InferenceErrors.ContentMalformed(
                "body", $"{rest.Length} bytes are left after the last input: expected as many as all 'binary_data_size' together.");
        }

        return TensorRequest.Checked(
            model, inputs, [.. call.Request.Outputs.Select(output => output.Name)],
            RequestParameters.ReadClassCounts([.. call.Request.Outputs.Select(output => output.Parameters)]));
    }

    private static ReadOnlyMemory<byte> ContentOf(JsonInput input, ref ReadOnlyMemory<byte> rest)
    {
        if (input.BinarySize is { } size)
        {
            if (input.Data is not null)
            {
                throw InferenceErrors.ContentMalformed(input.Name, "expected 'data' or 'binary_data_size', got both.");
            }

            if (size > rest.Length)
            {
                throw InferenceErrors.ContentMalformed(
                    input.Name, $"'binary_data_size' is {size}, and {rest.Length} bytes are left in the body.");
            }

            var content = rest[..(int)size];
            rest = rest[(int)size..];
            return content;
        }

        if (input.Data is not { } data)
        {
            throw InferenceErrors.ContentMalformed(input.Name, "no data came: expected 'data' or the parameter 'binary_data_size'.");
        }

        // An unknown data type has no content; the check of the type says so.
        return TensorDataTypes.TryParse(input.DataType, out var type)
            ? JsonTensorReader.ToRaw(input.Name, type, input.Shape, data.Span)
            : default;
    }
}
