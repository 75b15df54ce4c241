using Maas.Client;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Hosting.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Monitoring.Alerts.Actions;

/// <summary>Takes aliases back in the Registry. Thread-safe.</summary>
internal sealed class RegistryAliasRollback([FromKeyedServices(ServiceConnections.Registry)] MaasChannel channel) : IAliasRollback
{
    private readonly RegistryService.RegistryServiceClient _registry = new(channel.Invoker);

    public async Task<ActionOutcome> RollBackAsync(
        string alias, string modelVersion, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            if (await CameByRollbackAsync(alias, modelVersion, cancellationToken))
            {
                return ActionOutcome.Refused(
                    $"'{alias}' came to {modelVersion} by a rollback already; going back again would undo that.");
            }

            var moved = await _registry.RollbackAliasAsync(
                new RollbackAliasRequest { Name = alias, ExpectedModelVersion = modelVersion, RequestId = requestId },
                cancellationToken: cancellationToken);
            return ActionOutcome.Done($"'{alias}' went back from {modelVersion} to {moved.ModelVersion}.", alias);
        }
        catch (MaasException exception) when (exception.Reason is "ALIAS_MOVED" or "NOTHING_TO_ROLL_BACK")
        {
            return ActionOutcome.Refused($"Nothing was done: {exception.Message}");
        }
        catch (MaasException exception) when (!PassingFailures.MayPass(exception))
        {
            return ActionOutcome.Failed($"The Registry refused it: {exception.Message}");
        }
    }

    // Traffic that has drifted for one version has drifted for the one before, too: without this, the alias would go to and fro.
    private async Task<bool> CameByRollbackAsync(string alias, string modelVersion, CancellationToken cancellationToken)
    {
        var history = await _registry.ListAliasHistoryAsync(
            new ListAliasHistoryRequest { Name = alias, PageSize = 1 }, cancellationToken: cancellationToken);
        return history.AliasMoves is [var last, ..] && last.IsRollback && last.ModelVersion == modelVersion;
    }
}
