using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Protocol;
using Maas.Inference.Sampling;

namespace Maas.Inference.Calls;

/// <summary>
/// The one way a request takes, whichever protocol brought it: find the version, check the tensors, wait for a turn,
/// run, count, sample. Thread-safe.
/// </summary>
internal sealed class InferenceCalls(
    ModelCatalog catalog, RunAdmission admission, CallStatistics statistics, ObservationBuffer observations,
    InferenceMetrics metrics, TimeProvider clock)
{
    /// <summary>Answers one request.</summary>
    /// <exception cref="MaasException">Any of <see cref="InferenceErrors"/> that is about a request; <c>LIMIT_REACHED</c>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the deadline passed: the run was stopped.</exception>
    public async ValueTask<CallAnswer> RunAsync<TContent>(
        CallRequest<TContent> request, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        using var lease = catalog.Resolve(request.Name, VersionNumber.Require(request.Version));
        try
        {
            var (answer, times) = await RunLeasedAsync(request, lease, start, cancellationToken);
            statistics.Succeeded(lease, answer.RowCount, times);
            metrics.Succeeded(lease, times);
            observations.Succeeded(lease, answer, times.Total);
            return answer;
        }
        catch (MaasException error)
        {
            Failed(lease, error.Code, error.Reason, start);
            throw;
        }
        catch (OperationCanceledException)
        {
            Failed(lease, MaasErrorCode.Cancelled, "CANCELLED", start);
            throw;
        }
        catch
        {
            Failed(lease, MaasErrorCode.Internal, "INTERNAL_ERROR", start);
            throw;
        }
    }

    private async ValueTask<(CallAnswer Answer, CallTimes Times)> RunLeasedAsync<TContent>(
        CallRequest<TContent> request, ModelLease lease, long start, CancellationToken cancellationToken)
    {
        var tensors = request.Read(request.Content, lease.Model);
        var read = clock.GetTimestamp();
        await admission.EnterAsync(request.QueueTimeout, cancellationToken);
        IReadOnlyList<Tensor> outputs;
        var entered = clock.GetTimestamp();
        try
        {
            outputs = lease.Model.Run(tensors.Inputs, tensors.OutputNames, cancellationToken);
        }
        finally
        {
            admission.Leave();
        }

        var end = clock.GetTimestamp();
        var rowCount = RowCountOf(tensors.Inputs);
        var answer = new CallAnswer
        {
            Name = lease.Name,
            Deployment = lease.Deployment,
            Model = lease.Model,
            Inputs = tensors.Inputs,
            Outputs = outputs,
            RowCount = rowCount,
            PredictionIds = request.NamesPredictions ? NewIds(rowCount) : [],
        };
        return (answer, new CallTimes(
            clock.GetElapsedTime(start, read), clock.GetElapsedTime(read, entered),
            clock.GetElapsedTime(entered, end), clock.GetElapsedTime(start, end)));
    }

    private void Failed(ModelLease lease, MaasErrorCode code, string reason, long start)
    {
        var elapsed = clock.GetElapsedTime(start);
        statistics.Failed(lease, code == MaasErrorCode.Cancelled, elapsed);
        metrics.Failed(lease, reason, elapsed);
        observations.Failed(lease, code);
    }

    private static int RowCountOf(IReadOnlyList<Tensor> inputs) =>
        inputs.Count > 0 && inputs[0].Shape.Length > 0 ? (int)Math.Min(inputs[0].Shape[0], int.MaxValue) : 1;

    private static Guid[] NewIds(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = Guid.NewGuid();
        }

        return ids;
    }
}
