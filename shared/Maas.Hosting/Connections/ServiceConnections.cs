using Maas.Client;
using Maas.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Connections;

/// <summary>
/// Connections of a service to the others, told in section <c>Maas:Services</c> the same way to all. Each is a
/// <see cref="MaasChannel"/>, keyed by the name of the service it leads to, for the life of the host.
/// </summary>
public static class ServiceConnections
{
    /// <summary>Leads to the Registry.</summary>
    public const string Registry = "Registry";

    /// <summary>Leads to Training.</summary>
    public const string Training = "Training";

    /// <summary>Leads to Inference.</summary>
    public const string Inference = "Inference";

    /// <summary>Leads to Monitoring.</summary>
    public const string Monitoring = "Monitoring";

    private const string Section = "Maas:Services";

    // Where the services listen when nobody says otherwise.
    private static readonly Dictionary<string, string> DefaultAddresses = new()
    {
        [Registry] = "http://127.0.0.1:5101",
        [Training] = "http://127.0.0.1:5102",
        [Inference] = "http://127.0.0.1:8001",
        [Monitoring] = "http://127.0.0.1:5104",
    };

    extension(IServiceCollection services)
    {
        /// <summary>Adds the connection to a service; the first call over it connects.</summary>
        /// <param name="service">One of the names above.</param>
        public void AddConnection(string service) => services.AddKeyedSingleton(service, (provider, _) => Open(
            service, provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(),
            (address, settings) => new MaasClientOptions
            {
                Address = address,
                Token = settings["Token"],
                CaCertificatePath = settings["CaCertificatePath"],
            }));

        /// <summary>
        /// Adds a connection for people who wait and bring their own rights: it sends no token of the host, and gives up soon.
        /// </summary>
        /// <param name="service">One of the names above.</param>
        public void AddCallersConnection(string service) => services.AddKeyedSingleton(service, (provider, _) => Open(
            service, provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(),
            (address, settings) => new MaasClientOptions
            {
                Address = address,
                CaCertificatePath = settings["CaCertificatePath"],
                CallTimeout = TimeSpan.FromSeconds(10),
                MaxRetries = 1,
            }));
    }

    /// <summary>Whether the operator said where a service is.</summary>
    /// <param name="configuration">What the host was told.</param>
    /// <param name="service">One of the names above.</param>
    public static bool IsTold(IConfiguration configuration, string service) =>
        configuration[$"{Section}:{service}"] is { Length: > 0 };

    /// <exception cref="HostRefusedException">The address is none.</exception>
    private static MaasChannel Open(
        string service, IConfiguration configuration, TimeProvider clock,
        Func<Uri, IConfigurationSection, MaasClientOptions> options)
    {
        var settings = configuration.GetSection(Section);
        var address = settings[service] is { Length: > 0 } told ? told : DefaultAddresses[service];
        try
        {
            return MaasChannel.Create(options(new Uri(address), settings), clock);
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException)
        {
            throw new HostRefusedException(
                $"{Section}:{service}: expected an address such as '{DefaultAddresses[service]}', got '{address}'.", exception);
        }
    }
}
