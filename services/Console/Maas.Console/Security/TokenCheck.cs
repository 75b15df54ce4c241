using Grpc.Core.Interceptors;
using Maas.Client;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Hosting.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Console.Security;

/// <summary>Asks the services whether they know a token: the console has no list of its own.</summary>
internal sealed class TokenCheck(IServiceProvider services)
{
    // Two of them, encrypted and written as text, are what a browser takes as one cookie.
    private const int MaxLength = 2_048;

    /// <returns>What is wrong with the token, for a person; null when a service knows it.</returns>
    public async Task<string?> FindProblemAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > MaxLength || !token.All(character => character is > ' ' and <= '~'))
        {
            return $"A token is 1 to {MaxLength} letters, digits and signs, without spaces.";
        }

        foreach (var service in (string[])[ServiceConnections.Registry, ServiceConnections.Monitoring, ServiceConnections.Training])
        {
            try
            {
                await AskAsync(service, token, cancellationToken);
                return null;
            }
            catch (MaasException failure) when (failure.Code == MaasErrorCode.Unauthenticated)
            {
                return $"{service} does not know this token.";
            }
            catch (MaasException failure) when (failure.Code is not (MaasErrorCode.Unavailable or MaasErrorCode.DeadlineExceeded))
            {
                // It knows who asks, and does not let them do this.
                return null;
            }
            catch (MaasException)
            {
                // The next one may be there.
            }
        }

        return "No service answers, so nobody can tell whether this token is known. Start them, then try again.";
    }

    private async Task AskAsync(string service, string token, CancellationToken cancellationToken)
    {
        var to = services.GetRequiredKeyedService<MaasChannel>(service).Invoker.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        });
        switch (service)
        {
            case ServiceConnections.Registry:
                await new RegistryService.RegistryServiceClient(to).ListModelsAsync(
                    new ListModelsRequest { PageSize = 1 }, cancellationToken: cancellationToken);
                return;
            case ServiceConnections.Monitoring:
                await new MonitoringService.MonitoringServiceClient(to).ListMonitorsAsync(
                    new ListMonitorsRequest { PageSize = 1 }, cancellationToken: cancellationToken);
                return;
            default:
                await new TrainingService.TrainingServiceClient(to).ListTrainingJobsAsync(
                    new ListTrainingJobsRequest { PageSize = 1 }, cancellationToken: cancellationToken);
                return;
        }
    }
}
