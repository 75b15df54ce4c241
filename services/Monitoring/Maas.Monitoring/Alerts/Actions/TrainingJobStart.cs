using Maas.Client;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Hosting.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Monitoring.Alerts.Actions;

/// <summary>Starts jobs in Training. Thread-safe.</summary>
internal sealed class TrainingJobStart([FromKeyedServices(ServiceConnections.Training)] MaasChannel channel) : ITrainingStart
{
    private readonly TrainingService.TrainingServiceClient _training = new(channel.Invoker);

    public async Task<ActionOutcome> StartAsync(
        string trainingJob, bool allowsSameData, string newJobId, string requestId, CancellationToken cancellationToken)
    {
        var name = $"trainingJobs/{newJobId}";
        try
        {
            // An attempt whose answer was lost; by now there may be newer data, so that the same request would not be the same.
            if (await FindJobAsync(name, cancellationToken) is { } started)
            {
                return ActionOutcome.Done($"'{name}' was started on {started.Spec.DatasetVersion}.", name);
            }

            var earlier = await _training.GetTrainingJobAsync(
                new GetTrainingJobRequest { Name = trainingJob }, cancellationToken: cancellationToken);
            var spec = earlier.Spec.Clone();
            var newest = await FindNewestAsync(spec.DatasetVersion, cancellationToken);
            if (newest == spec.DatasetVersion && !allowsSameData)
            {
                return ActionOutcome.Refused($"There is no newer data than {newest}, which '{trainingJob}' has learned from.");
            }

            spec.DatasetVersion = newest;
            var job = await _training.CreateTrainingJobAsync(
                new CreateTrainingJobRequest
                {
                    TrainingJobId = newJobId,
                    TrainingJob = new TrainingJob { Spec = spec },
                    RequestId = requestId,
                },
                cancellationToken: cancellationToken);
            return ActionOutcome.Done($"'{job.Name}' was started on {newest}.", job.Name);
        }
        catch (MaasException exception) when (!PassingFailures.MayPass(exception))
        {
            return ActionOutcome.Failed($"Training refused it: {exception.Message}");
        }
    }

    private async Task<TrainingJob?> FindJobAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _training.GetTrainingJobAsync(new GetTrainingJobRequest { Name = name }, cancellationToken: cancellationToken);
        }
        catch (MaasException exception) when (exception.Code == MaasErrorCode.NotFound)
        {
            return null;
        }
    }

    // Highest number first.
    private async Task<string> FindNewestAsync(string datasetVersion, CancellationToken cancellationToken)
    {
        var dataset = datasetVersion[..datasetVersion.IndexOf("/versions/", StringComparison.Ordinal)];
        var versions = await _training.ListDatasetVersionsAsync(
            new ListDatasetVersionsRequest { Parent = dataset, PageSize = 1 }, cancellationToken: cancellationToken);
        return versions.DatasetVersions is [var newest, ..] ? newest.Name : datasetVersion;
    }
}
