using Maas.Hosting.Configuration;

namespace Maas.Hosting.Tests.Configuration;

internal sealed class HostArgumentsTests
{
    [Test]
    public void Parse_OfEveryForm_GivesSettings()
    {
        var settings = HostArguments.Parse(
            ["--data", "/d", "--insecure", "--model-repository=/m", "--Maas:Registry:A=b=c", "--Maas:X", "y"]);

        Assert.That(settings, Is.EquivalentTo(new Dictionary<string, string?>
        {
            ["Maas:DataPath"] = "/d",
            ["Maas:Hosting:Insecure"] = "true",
            ["Maas:Inference:ModelRepository"] = "/m",
            ["Maas:Registry:A"] = "b=c",
            ["Maas:X"] = "y",
        }));
    }

    [TestCase("--dta", "x")]
    [TestCase("data")]
    [TestCase("--Kestrel:Endpoints:X=1")]
    [TestCase("--data")]
    public void Parse_OfWhatIsNotKnown_NamesIt(params string[] args) => Assert.That(
        () => HostArguments.Parse(args),
        Throws.InstanceOf<HostRefusedException>().With.Message.Contains($"'{args[0].Split('=')[0]}'"));

    [TestCase("Maas:Probe:GrpcEndpoint", "5101")]
    [TestCase("Maas:Probe:GrpcEndpoint", "127.0.0.1")]
    [TestCase("Maas:Probe:GrpcEndpoint", "127.0.0.1:70000")]
    [TestCase("Maas:Probe:HttpEndpoint", "example.com:80")]
    [TestCase("Maas:Probe:MetricsEndpoint", "::1:80")]
    [TestCase("Maas:Hosting:MaxMessageBytes", "12")]
    [TestCase("Maas:Hosting:DrainTimeout", "soon")]
    [TestCase("Maas:Hosting:CertificatePath", "/nowhere.pem")]
    public void Build_WithAMalformedSetting_NamesIt(string key, string value) => Assert.That(
        () => MaasHost.Build<ProbeModule>([$"--{key}={value}"]),
        Throws.InstanceOf<HostRefusedException>().With.Message.Contains(key.Split(':')[^1]));

    [TestCase("""[{"name": "a", "token": "clear text"}]""")]
    [TestCase("""[{"name": "a", "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}]""")]
    [TestCase("""[{"name": "a", "sha256": null, "permissions": []}]""")]
    [TestCase("[null]")]
    public void Build_WithATokensFileThatIsNone_SaysWhatIsExpected(string content)
    {
        using var folder = new Maas.Testing.TempFolder();
        File.WriteAllText(folder.File("tokens.json"), content);

        Assert.That(
            () => MaasHost.Build<ProbeModule>([$"--Maas:Hosting:TokensFile={folder.File("tokens.json")}"]),
            Throws.InstanceOf<HostRefusedException>().With.Message.Contains("sha256").And.Message.Not.Contains("clear text"));
    }
}
