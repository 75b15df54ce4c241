using Maas.Hosting;
using Maas.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Console.Tests.Fakes;

/// <summary>A real console over real connections to services of known content. Ends with everything it started.</summary>
internal sealed class FakeSuite : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _hosts = [];
    private readonly Dictionary<string, string?> _settings = new() { ["Maas:Console:RefreshInterval"] = "00:00:01" };

    private FakeSuite()
    {
    }

    public FakeRegistry Registry { get; } = ShownRegistry.Create();

    public FakeTraining Training { get; } = ShownTraining.Create();

    public FakeMonitoring Monitoring { get; private init; } = ShownMonitoring.Create();

    public TestHost<ConsoleModule> Console { get; private set; } = null!;

    /// <summary>Where the console is.</summary>
    public Uri Address => Console.Addresses.Http;

    /// <summary>Starts it.</summary>
    /// <param name="hasMonitoring">Without, nobody listens where Monitoring should.</param>
    /// <param name="hasAlerts">Without, Monitoring knows no alerts.</param>
    /// <param name="settings">More for every host.</param>
    public static async Task<FakeSuite> StartAsync(
        bool hasMonitoring = true, bool hasAlerts = true, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var suite = new FakeSuite { Monitoring = ShownMonitoring.Create(hasAlerts) };
        try
        {
            await suite.StartServiceAsync<FakeRegistryModule>(suite.Registry, settings);
            await suite.StartServiceAsync<FakeTrainingModule>(suite.Training, settings);
            await suite.StartServiceAsync<FakeInferenceModule>(suite, settings);
            if (hasMonitoring)
            {
                await suite.StartServiceAsync<FakeMonitoringModule>(suite.Monitoring, settings);
            }
            else
            {
                suite._settings["Maas:Services:Monitoring"] = $"http://127.0.0.1:{FreePort.Find()}";
            }

            suite.Console = await StartAsync<ConsoleModule>(suite._settings, settings, builder =>
                builder.Services.AddSingleton(new PageClock(new PinnedTime())));
            suite._hosts.Add(suite.Console);
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _hosts.Count - 1; i >= 0; i--)
        {
            await _hosts[i].DisposeAsync();
        }
    }

    private static Task<TestHost<TModule>> StartAsync<TModule>(
        IReadOnlyDictionary<string, string?> own, IReadOnlyDictionary<string, string?>? more, Action<WebApplicationBuilder> configure)
        where TModule : IServiceModule => TestHost.StartAsync<TModule>(
            settings: own.Concat(more ?? new Dictionary<string, string?>()).ToDictionary(), configure: configure);

    private async Task StartServiceAsync<TModule>(object content, IReadOnlyDictionary<string, string?>? settings)
        where TModule : IServiceModule
    {
        var host = await StartAsync<TModule>(
            new Dictionary<string, string?>(), settings, builder => builder.Services.AddSingleton(content.GetType(), content));
        _hosts.Add(host);
        _settings[$"Maas:Services:{TModule.Name}"] = host.Addresses.Grpc.ToString();
    }
}
