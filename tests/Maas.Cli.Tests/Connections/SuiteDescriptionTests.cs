using System.Globalization;
using Maas.Cli.Connections;
using Maas.Testing;

namespace Maas.Cli.Tests.Connections;

public sealed class SuiteDescriptionTests
{
    [Test]
    public void Find_OfALivingProcess_ReadsItsAddresses()
    {
        using var folder = new TempFolder();
        Write(folder, Environment.ProcessId);

        var suite = SuiteDescription.Find(folder.Path);

        Assert.That(suite?.Registry, Is.EqualTo(new Uri("http://127.0.0.1:1")));
    }

    [Test]
    public void Find_LeftBehindByACrash_IsNull()
    {
        using var folder = new TempFolder();
        Write(folder, processId: int.MaxValue);

        Assert.That(SuiteDescription.Find(folder.Path), Is.Null);
    }

    [Test]
    public void Find_WithoutFile_IsNull()
    {
        using var folder = new TempFolder();

        Assert.That(SuiteDescription.Find(folder.Path), Is.Null);
        Assert.That(SuiteDescription.Find(folder.File("nowhere")), Is.Null);
    }

    private static void Write(TempFolder folder, int processId) => File.WriteAllText(
        folder.File("suite.json"),
        $$"""
        {
          "processId": {{processId.ToString(CultureInfo.InvariantCulture)}}, "registry": "http://127.0.0.1:1",
          "training": "http://127.0.0.1:2", "inference": "http://127.0.0.1:3", "inferenceHttp": "http://127.0.0.1:4",
          "monitoring": "http://127.0.0.1:5", "metrics": {}
        }
        """);
}
