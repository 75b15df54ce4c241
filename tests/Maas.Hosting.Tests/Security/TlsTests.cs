using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Maas.Client;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Testing;

namespace Maas.Hosting.Tests.Security;

[CancelAfter(30_000)]
internal sealed class TlsTests
{
    private TempFolder _folder = null!;
    private TestHost<ProbeModule> _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TempFolder();
        WriteCertificates();
        _host = await TestHost.StartAsync<ProbeModule>(settings: new Dictionary<string, string?>
        {
            ["Maas:Hosting:CertificatePath"] = _folder.File("host.pem"),
            ["Maas:Hosting:KeyPath"] = _folder.File("host.key"),
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Client_ThatTrustsTheAuthority_IsServed()
    {
        using var channel = Open(_folder.File("ca.pem"));

        var model = await new RegistryService.RegistryServiceClient(channel.Invoker)
            .GetModelAsync(new GetModelRequest { Name = "m" });

        Assert.That(model.Name, Is.EqualTo("m"));
        Assert.That(_host.Addresses.Grpc.Scheme, Is.EqualTo("https"));
    }

    [TestCase("host.pem", Description = "The host's own certificate is no authority.")]
    [TestCase("other.pem")]
    public async Task Client_ThatTrustsAnother_DoesNotCall(string trusted)
    {
        using var channel = Open(_folder.File(trusted));

        var error = await Assert.ThrowsAsync<MaasException>(async () =>
            await new RegistryService.RegistryServiceClient(channel.Invoker).GetModelAsync(new GetModelRequest { Name = "m" }));

        Assert.That(error!.InnerException!.ToString(), Does.Contain("AuthenticationException"));
    }

    private MaasChannel Open(string authority) => MaasChannel.Create(new MaasClientOptions
    {
        Address = _host.Addresses.Grpc,
        CaCertificatePath = authority,
        MaxRetries = 0,
    });

    private void WriteCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = MakeAuthority("CN=Test CA", now);
        using var other = MakeAuthority("CN=Other CA", now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(authority, now.AddHours(-1), now.AddHours(1), [1, 2, 3, 4]);

        File.WriteAllText(_folder.File("ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(_folder.File("other.pem"), other.ExportCertificatePem());
        File.WriteAllText(_folder.File("host.pem"), leaf.ExportCertificatePem());
        File.WriteAllText(_folder.File("host.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 MakeAuthority(string name, DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(now.AddHours(-2), now.AddHours(2));
    }
}
