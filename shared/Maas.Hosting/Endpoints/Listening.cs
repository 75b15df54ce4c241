using System.Net;
using System.Security.Cryptography.X509Certificates;
using Maas.Hosting.Configuration;
using Maas.Hosting.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Endpoints;

/// <summary>Opens the ports of a host and says where they are.</summary>
internal static class Listening
{
    extension(WebApplicationBuilder builder)
    {
        /// <exception cref="HostRefusedException">An address is malformed or would be exposed.</exception>
        public void AddListeners(string service, ServicePorts ports, HostingOptions options)
        {
            var addresses = ListenAddress.ReadAll(builder.Configuration, service, ports);
            ExposureGuard.Check(addresses, options);
            var certificate = options.CertificatePath.Length > 0 ? ServerCertificate.Load(options) : null;
            var opened = new List<(HostListener Listener, ListenOptions Options)>();

            builder.Services.AddSingleton<HostAddresses>();
            builder.Services.AddHostedService(provider => new AddressAnnouncement(
                service, opened, certificate is not null,
                provider.GetRequiredService<HostAddresses>(),
                provider.GetRequiredService<ILogger<AddressAnnouncement>>()));
            builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.Apply(options);
                foreach (var address in addresses)
                {
                    kestrel.Listen(address.EndPoint, listen =>
                    {
                        opened.Add((address.Listener, listen));
                        Configure(listen, address.Listener, certificate, options);
                    });
                }
            });
        }
    }

    private static void Configure(
        ListenOptions listen, HostListener listener, ServerCertificate? certificate, HostingOptions options)
    {
        listen.Protocols = (listener, certificate) switch
        {
            (HostListener.Grpc, _) => HttpProtocols.Http2,
            (_, null) => HttpProtocols.Http1,
            _ => HttpProtocols.Http1AndHttp2,
        };
        listen.Use(next => connection =>
        {
            connection.Features.Set(new ListenerFeature(listener));
            return next(connection);
        });
        if (listener == HostListener.Grpc && options.MaxConnectionAge > TimeSpan.Zero)
        {
            listen.UseMaxAge(options.MaxConnectionAge);
        }

        if (certificate is not null)
        {
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate.Leaf;
                https.ServerCertificateChain = certificate.Chain;
            });
        }
    }
}

/// <summary>Tells a request through which port it came.</summary>
internal sealed record ListenerFeature(HostListener Listener);

/// <summary>The certificate of a host with those that vouch for it.</summary>
internal sealed record ServerCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    /// <exception cref="HostRefusedException">The files hold no certificate with its key.</exception>
    public static ServerCertificate Load(HostingOptions options)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(options.CertificatePath, options.KeyPath);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificatePath);

            // Windows takes no key that lives in memory alone: once through PKCS #12 makes it one that it takes.
            return new ServerCertificate(
                X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null), chain);
        }
        catch (Exception exception) when (exception is System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new HostRefusedException(
                $"'{options.CertificatePath}' and '{options.KeyPath}' are not a PEM certificate and its key: {exception.Message}", exception);
        }
    }
}

/// <summary>Writes one line with the real addresses once the host listens.</summary>
internal sealed partial class AddressAnnouncement(
    string service, List<(HostListener Listener, ListenOptions Options)> opened, bool tls,
    HostAddresses addresses, ILogger<AddressAnnouncement> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        addresses.All = opened.ToDictionary(entry => entry.Listener, entry => UriOf(entry.Options.IPEndPoint!));
        LogListening(
            service, addresses.Grpc, addresses.Metrics,
            addresses.All.TryGetValue(HostListener.Http, out var http) ? http.ToString() : "none");
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Uri UriOf(IPEndPoint endPoint)
    {
        var reachable = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any)
            ? new IPEndPoint(IPAddress.Loopback, endPoint.Port)
            : endPoint;
        return new Uri($"{(tls ? "https" : "http")}://{reachable}");
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "{Service} listens: gRPC {Grpc}, metrics {Metrics}, HTTP {Http}.")]
    private partial void LogListening(string service, Uri grpc, Uri metrics, string http);
}
