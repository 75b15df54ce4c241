using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Artifacts;
using Maas.Registry.Audit;
using Maas.Registry.Collection;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <summary>Speaks <c>maas.registry.v1.MaintenanceService</c>; every decision is taken in the domain.</summary>
internal sealed class MaintenanceGrpcService(AuditLog audit, GarbageCollector collector, ArtifactStore artifacts)
    : MaintenanceService.MaintenanceServiceBase
{
    public override async Task<ListAuditEventsResponse> ListAuditEvents(
        ListAuditEventsRequest request, ServerCallContext context)
    {
        var page = await audit.ListAsync(request.Filter, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListAuditEventsResponse { AuditEvents = { page.Rows.Select(ToProto) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<VerifyAuditLogResponse> VerifyAuditLog(VerifyAuditLogRequest request, ServerCallContext context)
    {
        var verdict = await audit.VerifyAsync(
            request.ExpectedSequenceNumber, request.ExpectedSha256, context.CancellationToken);
        return new VerifyAuditLogResponse
        {
            Intact = verdict.BrokenSequenceNumber == 0,
            BrokenSequenceNumber = verdict.BrokenSequenceNumber,
            Problem = verdict.Problem,
            HeadSequenceNumber = verdict.Head?.SequenceNumber ?? 0,
            HeadSha256 = verdict.Head?.Sha256 ?? "",
        };
    }

    public override async Task<CollectGarbageResponse> CollectGarbage(CollectGarbageRequest request, ServerCallContext context)
    {
        var report = await collector.CollectAsync(request.DryRun, context.MutationOf(request), context.CancellationToken);
        return new CollectGarbageResponse
        {
            PurgedModelCount = report.PurgedModels,
            PurgedVersionCount = report.PurgedVersions,
            QuarantinedBlobCount = report.QuarantinedBlobs,
            QuarantinedSizeBytes = report.QuarantinedBytes,
            DeletedBlobCount = report.DeletedBlobs,
            DeletedSizeBytes = report.DeletedBytes,
            DeletedUploadCount = report.DeletedUploads,
            RestoredBlobCount = report.RestoredBlobs,
        };
    }

    public override async Task<ScrubBlobsResponse> ScrubBlobs(ScrubBlobsRequest request, ServerCallContext context)
    {
        var report = await artifacts.ScrubAsync(context.CancellationToken);
        return new ScrubBlobsResponse
        {
            BlobCount = report.BlobCount,
            SizeBytes = report.SizeBytes,
            CorruptSha256 = { report.Corrupt.Select(digest => digest.Hex) },
        };
    }

    private static Proto.AuditEvent ToProto(Audit.AuditEvent entry) => new()
    {
        SequenceNumber = entry.SequenceNumber,
        CreateTime = entry.CreateTime.ToTimestamp(),
        Actor = entry.Actor,
        Method = entry.Method,
        Resource = entry.Resource,
        BeforeEtag = entry.BeforeEtag,
        AfterEtag = entry.AfterEtag,
        RequestId = entry.RequestId,
        StateSha256 = entry.StateSha256,
        PreviousSha256 = entry.PreviousSha256,
        Sha256 = entry.Sha256,
    };
}
