using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Hosting;
using Maas.Names;
using Maas.Paging;
using Maas.Training.Datasets;
using Maas.Training.Datasets.Schemas;
using Maas.Training.Jobs;
using Maas.Training.Profiles;
using Microsoft.Extensions.Options;

namespace Maas.Training.Api;

/// <summary>The contract of Training. Thread-safe.</summary>
internal sealed class TrainingGrpcService(
    DatasetStore datasets,
    DatasetImporter importer,
    DatasetProfiler profiler,
    SchemaService schemas,
    JobService jobs,
    IOptions<TrainingOptions> options,
    TimeProvider clock) : TrainingService.TrainingServiceBase
{
    public override async Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        (await datasets.GetAsync(TrainingNames.Dataset(request.Name, "name"), context.CancellationToken)).ToProto();

    public override async Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var page = PageRequest.Parse(request.PageSize, request.PageToken, "datasets");
        var found = await datasets.ListAsync(page, context.CancellationToken);
        return new ListDatasetsResponse
        {
            Datasets = { found.Rows.Select(dataset => dataset.ToProto()) },
            NextPageToken = found.NextPageToken,
        };
    }

    public override async Task<Contracts.Training.V1.DatasetVersion> ImportDataset(
        IAsyncStreamReader<ImportDatasetRequest> requestStream, ServerCallContext context)
    {
        var stream = new ImportStream(requestStream, options.Value.ImportIdleTimeout, clock);
        var request = await stream.ReadHeaderAsync(context.CancellationToken);
        var version = await importer.ImportAsync(request, stream.ReadChunksAsync(), context.CancellationToken);
        return version.ToProto();
    }

    public override async Task<Contracts.Training.V1.DatasetVersion> GetDatasetVersion(
        GetDatasetVersionRequest request, ServerCallContext context)
    {
        var (id, number) = TrainingNames.DatasetVersion(request.Name, "name");
        return (await datasets.GetVersionAsync(id, number, context.CancellationToken)).ToProto();
    }

    public override async Task<ListDatasetVersionsResponse> ListDatasetVersions(
        ListDatasetVersionsRequest request, ServerCallContext context)
    {
        var id = TrainingNames.Dataset(request.Parent, "parent");
        var page = PageRequest.Parse(request.PageSize, request.PageToken, $"{request.Parent}/versions");
        var found = await datasets.ListVersionsAsync(id, page, context.CancellationToken);
        return new ListDatasetVersionsResponse
        {
            DatasetVersions = { found.Rows.Select(version => version.ToProto()) },
            NextPageToken = found.NextPageToken,
        };
    }

    public override async Task<ListRejectedRowsResponse> ListRejectedRows(
        ListRejectedRowsRequest request, ServerCallContext context)
    {
        var (id, number) = TrainingNames.DatasetVersion(request.Parent, "parent");
        var page = PageRequest.Parse(request.PageSize, request.PageToken, $"{request.Parent}/rejectedRows");
        var found = await datasets.ListRejectedRowsAsync(id, number, page, context.CancellationToken);
        return new ListRejectedRowsResponse
        {
            RejectedRows = { found.Rows.Select(row => row.ToProto()) },
            NextPageToken = found.NextPageToken,
        };
    }

    public override async Task<Contracts.Training.V1.DatasetProfile> ProfileDataset(
        ProfileDatasetRequest request, ServerCallContext context)
    {
        var (id, number) = TrainingNames.DatasetVersion(request.Name, "name");
        return (await profiler.GetAsync(id, number, request.TargetColumn, context.CancellationToken)).ToProto(request.Name);
    }

    public override async Task<Contracts.Training.V1.DatasetSchema> GetDatasetSchema(
        GetDatasetSchemaRequest request, ServerCallContext context)
    {
        var id = TrainingNames.Schema(request.Name, "name");
        return (await schemas.GetAsync(id, context.CancellationToken)).ToProto(id);
    }

    public override async Task<Contracts.Training.V1.DatasetSchema> UpdateDatasetSchema(
        UpdateDatasetSchemaRequest request, ServerCallContext context)
    {
        var sent = request.DatasetSchema ?? throw CommonErrors.InvalidField("dataset_schema", "Expected a schema, got none.");
        var id = TrainingNames.Schema(sent.Name, "dataset_schema.name");
        return (await schemas.SetAsync(id, sent.FromProto(), sent.Etag, context.CancellationToken)).ToProto(id);
    }

    public override async Task<Contracts.Training.V1.DatasetSchema> InferDatasetSchema(
        InferDatasetSchemaRequest request, ServerCallContext context)
    {
        var (id, number) = TrainingNames.DatasetVersion(request.Name, "name");
        return (await schemas.InferAsync(id, number, context.CancellationToken)).ToProto(id);
    }

    public override async Task<ValidateDatasetResponse> ValidateDataset(ValidateDatasetRequest request, ServerCallContext context)
    {
        var (id, number) = TrainingNames.DatasetVersion(request.Name, "name");
        var found = await schemas.ValidateAsync(id, number, request.DatasetSchema?.FromProto(), context.CancellationToken);
        return new ValidateDatasetResponse { Anomalies = { found.Select(anomaly => anomaly.ToProto()) } };
    }

    public override async Task<TrainingJob> GetTrainingJob(GetTrainingJobRequest request, ServerCallContext context) =>
        (await jobs.GetAsync(TrainingNames.Job(request.Name, "name"), context.CancellationToken)).ToProto();

    public override async Task<ListTrainingJobsResponse> ListTrainingJobs(
        ListTrainingJobsRequest request, ServerCallContext context)
    {
        var page = PageRequest.Parse(request.PageSize, request.PageToken, "trainingJobs");
        var found = await jobs.ListAsync(page, context.CancellationToken);
        return new ListTrainingJobsResponse
        {
            TrainingJobs = { found.Rows.Select(job => job.ToProto()) },
            NextPageToken = found.NextPageToken,
        };
    }

    public override async Task<TrainingJob> CreateTrainingJob(CreateTrainingJobRequest request, ServerCallContext context)
    {
        var id = request.TrainingJobId.Length == 0 ? null : ResourceId.Require(request.TrainingJobId, "training_job_id");
        var spec = request.TrainingJob?.Spec
            ?? throw CommonErrors.InvalidField("training_job.spec", "Expected a spec, got none.");
        var job = await jobs.CreateAsync(
            id, spec.FromProto(), context.RequestIdentityOf(request), request.ValidateOnly, context.CancellationToken);
        return job.ToProto();
    }

    public override async Task<TrainingJob> CancelTrainingJob(CancelTrainingJobRequest request, ServerCallContext context)
    {
        var id = TrainingNames.Job(request.Name, "name");
        return (await jobs.CancelAsync(id, context.RequestIdentityOf(request), context.CancellationToken)).ToProto();
    }

    public override async Task<ListTrialsResponse> ListTrials(ListTrialsRequest request, ServerCallContext context)
    {
        var id = TrainingNames.Job(request.Parent, "parent");
        var page = PageRequest.Parse(request.PageSize, request.PageToken, $"{request.Parent}/trials");
        var found = await jobs.ListTrialsAsync(id, page, context.CancellationToken);
        return new ListTrialsResponse
        {
            Trials = { found.Rows.Select(trial => trial.ToProto(request.Parent)) },
            NextPageToken = found.NextPageToken,
        };
    }

    public override async Task WatchTrainingJob(
        WatchTrainingJobRequest request, IServerStreamWriter<WatchTrainingJobResponse> responseStream, ServerCallContext context)
    {
        var id = TrainingNames.Job(request.Name, "name");
        await foreach (var (job, losses) in jobs.WatchAsync(id, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new WatchTrainingJobResponse { TrainingJob = job.ToProto(), LossPoints = { losses.Select(loss => loss.ToProto()) } },
                context.CancellationToken);
        }
    }
}
