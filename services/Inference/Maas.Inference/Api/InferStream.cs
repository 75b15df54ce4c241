using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Hosting.Configuration;
using Maas.Inference.Batching;
using Maas.Inference.Calls;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Api;

/// <summary>
/// Serves <c>ModelStreamInfer</c>: a bounded number of requests of one stream is computed at once, answers leave in the
/// order of their requests, and a request that fails is answered in its place. Thread-safe.
/// </summary>
internal sealed class InferStream(InferenceCalls calls, IOptions<SchedulingOptions> options, HostingOptions hosting)
{
    // Tag and length of an answer within its message.
    private const int StreamFrameBytes = 6;

    // A caller with this header wants the status of the call instead of a text in the stream.
    private const string StrictHeader = "triton_grpc_error";

    /// <summary>Runs until the caller has no more requests and has all answers.</summary>
    /// <exception cref="MaasException">The first failure, when the caller asked for it by header.</exception>
    public async Task RunAsync(
        IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> responses, ServerCallContext context)
    {
        var manner = new Manner(context.RequestHeaders.GetValue(StrictHeader) == "true", RoutingKey.Of(context));
        await OrderedStream.RunAsync(
            requests.ReadAllAsync(context.CancellationToken), (request, stop) => AnswerAsync(request, manner, stop), responses.WriteAsync,
            options.Value.MaxConcurrentRequestsPerStream, context.CancellationToken);
    }

    private async Task<ModelStreamInferResponse> AnswerAsync(
        ModelInferRequest request, Manner manner, CancellationToken cancellationToken)
    {
        try
        {
            var parameters = request.ToParameters();
            var answer = await calls.RunAsync(
                request.ToCall(parameters, manner.RoutingKey, DateTime.MaxValue), tellTimings: null, cancellationToken);
            var response = answer.ToProto(request.Id);
            if (parameters.MarksFinalAnswer)
            {
                response.Parameters["triton_final_response"] = new InferParameter { BoolParam = true };
            }

            // The framework would end the whole stream, and with it requests that have done nothing wrong.
            var length = response.CalculateSize();
            return length + StreamFrameBytes <= hosting.MaxMessageBytes
                ? new ModelStreamInferResponse { InferResponse = response }
                : throw InferenceErrors.AnswerTooLarge(length, hosting.MaxMessageBytes);
        }
        catch (MaasException error) when (!manner.IsStrict)
        {
            return new ModelStreamInferResponse
            {
                ErrorMessage = error.Message,
                InferResponse = new ModelInferResponse { ModelName = request.ModelName, Id = request.Id },
            };
        }
    }

    /// <summary>What the headers say of all requests of a stream.</summary>
    /// <param name="IsStrict">Whether a failure ends the call.</param>
    /// <param name="RoutingKey">As of a request that has none of its own.</param>
    private sealed record Manner(bool IsStrict, string RoutingKey);
}
