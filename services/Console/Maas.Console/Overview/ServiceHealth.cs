using Grpc.Health.V1;
using Maas.Console.Connections;

namespace Maas.Console.Overview;

/// <summary>Whether a service answers.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Word">In a word.</param>
/// <param name="Tone">Colour of the word; see <c>Tag</c>.</param>
/// <param name="Why">More of it; null when there is no more to say.</param>
internal sealed record ServiceHealth(string Service, string Word, string Tone, string? Why)
{
    /// <summary>Asks all services at once.</summary>
    public static async Task<IReadOnlyList<ServiceHealth>> AskAsync(ServiceCalls calls, CancellationToken cancellationToken) =>
        await Task.WhenAll(ConsoleModule.Services.Select(async service => Of(service, await calls.AskAsync(
            service, to => new Health.HealthClient(to).CheckAsync(new HealthCheckRequest(), cancellationToken: cancellationToken)))));

    private static ServiceHealth Of(string service, Answer<HealthCheckResponse> answer) => answer switch
    {
        { Value.Status: HealthCheckResponse.Types.ServingStatus.Serving } => new(service, "serving", "good", null),
        { Value: not null } => new(service, "not ready", "warn", $"{service} answers, and is not ready: it starts, goes down, or lacks what it needs."),
        { Problem: { } problem } => new(service, "does not answer", "bad", problem.Message),
        _ => new(service, "unknown", "dim", null),
    };
}
