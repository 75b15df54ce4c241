using System.Globalization;
using Google.Protobuf.Collections;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Api;

/// <summary>Reads <see cref="ModelInferRequest"/>. Raw contents are not copied.</summary>
internal static class InferRequestMapping
{
    extension(ModelInferRequest request)
    {
        /// <summary>The request in the service's own words; the tensors are read when the model is known.</summary>
        /// <param name="parameters">What the request said beside the tensors.</param>
        /// <param name="routingKey">What the call said in its header.</param>
        /// <param name="deadline">Until when the caller waits, UTC.</param>
        public CallRequest<ModelInferRequest> ToCall(RequestParameters parameters, string routingKey, DateTime deadline) => new()
        {
            Name = request.ModelName,
            Version = request.ModelVersion,
            RoutingKey = parameters.RoutingKeyOr(routingKey),
            Content = request,
            Read = static (request, job) => job.Fill(ReadTensors(request, job.Model)),
            Priority = parameters.Priority,
            Deadline = deadline,
            QueueTimeout = parameters.QueueTimeout,
        };

        /// <summary>What the caller said beside the tensors.</summary>
        /// <exception cref="MaasException"><c>PARAMETER_INVALID</c> or <c>NOT_SUPPORTED</c>.</exception>
        public RequestParameters ToParameters() =>
            request.Parameters.Count == 0 ? RequestParameters.None : RequestParameters.Read(Values(request.Parameters));
    }

    /// <summary>Checks the tensors against the model.</summary>
    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>, naming the tensor, what was expected and what came.</exception>
    public static TensorRequest ReadTensors(ModelInferRequest request, ServedModel model)
    {
        TensorLimits.RequireRoom(request.Inputs.Count - 1, "inputs");
        TensorLimits.RequireRoom(request.Outputs.Count - 1, "outputs");
        RequireRawOrTyped(request);
        var inputs = new SentTensor[request.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = request.Inputs[i];
            RequestParameters.RequirePlainInput(input.Parameters.Keys);
            inputs[i] = new SentTensor(input.Name, input.Datatype, [.. input.Shape], ContentOf(request, i));
        }

        return TensorRequest.Checked(model, inputs, OutputNamesOf(request), ClassCountsOf(request));
    }

    // Which raw entry belongs to which input is known by the order alone, so there must be as many.
    private static void RequireRawOrTyped(ModelInferRequest request)
    {
        var raw = request.RawInputContents.Count;
        if (raw == 0)
        {
            return;
        }

        foreach (var input in request.Inputs)
        {
            if (input.Contents is not null)
            {
                throw InferenceErrors.ContentMalformed(
                    input.Name, "contents field must not be specified when using raw_input_contents: expected one of the two for all inputs, got both.");
            }
        }

        if (raw > request.Inputs.Count)
        {
            throw InferenceErrors.ContentMalformed("raw_input_contents", string.Create(
                CultureInfo.InvariantCulture, $"expected {request.Inputs.Count} entries, one per input, got {raw}."));
        }
    }

    private static ReadOnlyMemory<byte> ContentOf(ModelInferRequest request, int index)
    {
        if (index < request.RawInputContents.Count)
        {
            return request.RawInputContents[index].Memory;
        }

        var input = request.Inputs[index];
        if (input.Contents is { } contents)
        {
            // An unknown data type has no content; the check of the type says so.
            return TensorDataTypes.TryParse(input.Datatype, out var type)
                ? TypedContents.ToRaw(input.Name, type, contents)
                : default;
        }

        return input.Shape.Contains(0) ? default : throw InferenceErrors.ContentMalformed(
            input.Name, "no data came: expected an entry in raw_input_contents or a typed field in contents.");
    }

    private static string[] OutputNamesOf(ModelInferRequest request)
    {
        if (request.Outputs.Count == 0)
        {
            return [];
        }

        var names = new string[request.Outputs.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = request.Outputs[i].Name;
        }

        return names;
    }

    private static IReadOnlyList<int> ClassCountsOf(ModelInferRequest request) =>
        request.Outputs.Count == 0 ? [] : RequestParameters.ReadClassCounts([.. request.Outputs.Select(output => Values(output.Parameters))]);

    private static KeyValuePair<string, object?>[] Values(MapField<string, InferParameter> parameters) =>
        [.. parameters.Select(parameter => KeyValuePair.Create(parameter.Key, ValueOf(parameter.Value)))];

    private static object? ValueOf(InferParameter parameter) => parameter.ParameterChoiceCase switch
    {
        InferParameter.ParameterChoiceOneofCase.BoolParam => parameter.BoolParam,
        InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
        InferParameter.ParameterChoiceOneofCase.StringParam => parameter.StringParam,
        InferParameter.ParameterChoiceOneofCase.DoubleParam => parameter.DoubleParam,
        InferParameter.ParameterChoiceOneofCase.Uint64Param => parameter.Uint64Param,
        _ => null,
    };
}
