using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Training.Jobs.Workers;
using Microsoft.Extensions.Options;

namespace Maas.Training.Api;

/// <summary>The contract of workers on other machines. Thread-safe.</summary>
internal sealed class TrainingWorkerGrpcService(
    RemoteWorkers workers, WorkFiles files, IOptions<TrainingOptions> options, TimeProvider clock)
    : TrainingWorkerService.TrainingWorkerServiceBase
{
    private const int ChunkBytes = 256 * 1024;

    private static readonly ReportWorkResponse Continue = new() { Action = ReportWorkResponse.Types.Action.Continue };
    private static readonly ReportWorkResponse Stop = new() { Action = ReportWorkResponse.Types.Action.Stop };

    public override async Task<ClaimWorkResponse> ClaimWork(ClaimWorkRequest request, ServerCallContext context)
    {
        var (worker, devices, claim, wait) = request.Read();
        var assignment = await workers.ClaimAsync(worker, devices, claim, wait, context.CancellationToken);
        return new ClaimWorkResponse { Assignment = assignment?.ToProto() };
    }

    public override async Task ReportWork(
        IAsyncStreamReader<ReportWorkRequest> requestStream, IServerStreamWriter<ReportWorkResponse> responseStream,
        ServerCallContext context)
    {
        var next = requestStream.MoveNext(context.CancellationToken);
        while (await next)
        {
            var report = requestStream.Current;
            var id = TrainingNames.Work(report.TrainingJob, "training_job");
            var work = await workers.ReportAsync(id, report.Lease, [.. report.EarlierProgressLines, report.ProgressLine], context.CancellationToken);
            await responseStream.WriteAsync(Continue, context.CancellationToken);

            next = requestStream.MoveNext(context.CancellationToken);
            if (await Task.WhenAny(next, work.Stopped) == work.Stopped)
            {
                await responseStream.WriteAsync(Stop, context.CancellationToken);
                return;
            }
        }
    }

    public override async Task GetWorkFile(
        GetWorkFileRequest request, IServerStreamWriter<GetWorkFileResponse> responseStream, ServerCallContext context)
    {
        var id = TrainingNames.Work(request.TrainingJob, "training_job");
        await using var content = request.RequireOutgoing() == WorkFile.Table
            ? await files.OpenTableAsync(id, request.Lease, context.CancellationToken)
            : await files.OpenCheckpointAsync(id, request.Lease, context.CancellationToken);
        content.Position = request.RequireOffset(content.Length);
        var buffer = new byte[ChunkBytes];
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.CancellationToken) is > 0 and var count)
        {
            var chunk = new GetWorkFileResponse { Chunk = ByteString.CopyFrom(buffer, 0, count) };
            await responseStream.WriteAsync(chunk, context.CancellationToken);
        }
    }

    public override async Task<UploadWorkFileResponse> UploadWorkFile(
        IAsyncStreamReader<UploadWorkFileRequest> requestStream, ServerCallContext context)
    {
        var stream = new WorkUploadStream(requestStream, options.Value.ImportIdleTimeout, clock);
        var (id, lease, name, digest) = await stream.ReadHeaderAsync(context.CancellationToken);
        await files.PutAsync(id, lease, name, digest, stream.ReadChunksAsync(context.CancellationToken), context.CancellationToken);
        return new UploadWorkFileResponse();
    }

    public override async Task<FinishWorkResponse> FinishWork(FinishWorkRequest request, ServerCallContext context)
    {
        var id = TrainingNames.Work(request.TrainingJob, "training_job");
        await workers.FinishAsync(id, request.Lease, request.ToEnd(), context.CancellationToken);
        return new FinishWorkResponse();
    }
}
