using System.CommandLine;
using System.Text.Json;
using Grpc.Health.V1;
using Maas.Cli.Connections;
using Maas.Cli.Deployments;
using Maas.Cli.Terminal;
using Maas.Errors;

namespace Maas.Cli.Suites;

/// <summary>How one service is.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Address">Where it was asked.</param>
/// <param name="State"><c>SERVING</c>, <c>NOT_SERVING</c>, or what the call ended with.</param>
internal sealed record ServiceHealth(string Service, string Address, string State);

/// <summary><c>maas status</c>: which services answer, and what is served.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public static Command Create(CommandBinding binding) => binding.Bind(
        new Command("status", "Shows which services answer, and what is served."),
        async (session, cancellationToken) =>
        {
            var health = await Task.WhenAll(session.Clients.Health.Select(service =>
                CheckAsync(service.Service, service.Address, service.Client, session.Clock, cancellationToken)));
            session.Screen.ShowOwn(new { services = health }, () => SuiteTables.Health(health));
            if (health.Where(service => service.State != "SERVING").Select(service => service.Service).ToList() is [_, ..] away)
            {
                throw new CommandFailedException(
                    ExitCode.Unavailable, "service-away",
                    $"Not serving: {string.Join(", ", away)}. Start a suite with 'maas up', or name the addresses.");
            }

            if (session.Screen.IsForPeople)
            {
                var deployments = await DeploymentCommands.ReadAllAsync(session, cancellationToken);
                session.Screen.Draw(DeploymentTables.List(deployments));
            }
        });

    private static async Task<ServiceHealth> CheckAsync(
        string service, Uri address, Health.HealthClient client, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.CheckAsync(
                new HealthCheckRequest(), deadline: clock.GetUtcNow().UtcDateTime + Limit, cancellationToken: cancellationToken);
            return new ServiceHealth(service, address.ToString(), JsonNamingPolicy.SnakeCaseUpper.ConvertName(answer.Status.ToString()));
        }
        catch (MaasException exception)
        {
            return new ServiceHealth(
                service, address.ToString(), JsonNamingPolicy.SnakeCaseUpper.ConvertName(exception.Code.ToString()));
        }
    }
}
