using Maas.Hosting.Configuration;
using Maas.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Draining;

/// <summary>
/// Takes the host down in order: NOT_SERVING, lame duck, streams end and new calls are refused; then the server
/// sends GOAWAY and waits for the calls under way.
/// </summary>
internal sealed partial class DrainService(
    DrainState drain, Readiness readiness, HostingOptions options, TimeProvider clock, ILogger<DrainService> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogDraining(options.LameDuckTime, options.DrainTimeout);
        readiness.Report(HealthPublisher.HostCondition, isReady: false, "The host is going down.");
        if (options.LameDuckTime > TimeSpan.Zero)
        {
            await Task.Delay(options.LameDuckTime, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        drain.BeginCut();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogStopped();
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Going down: not serving, {LameDuckTime} until streams end, {DrainTimeout} for calls under way.")]
    private partial void LogDraining(TimeSpan lameDuckTime, TimeSpan drainTimeout);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Stopped.")]
    private partial void LogStopped();
}

/// <summary>Puts draining into a host.</summary>
internal static class DrainRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddDraining(HostingOptions options)
        {
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.LameDuckTime + options.DrainTimeout);
            builder.Services.AddSingleton<DrainState>();
            builder.Services.AddHostedService(provider => new DrainService(
                provider.GetRequiredService<DrainState>(), provider.GetRequiredService<Readiness>(), options,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DrainService>>()));
        }
    }
}
