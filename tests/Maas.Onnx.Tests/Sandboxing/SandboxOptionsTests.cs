using Maas.Onnx.Sandboxing;

namespace Maas.Onnx.Tests.Sandboxing;

internal sealed class SandboxOptionsTests
{
    [Test]
    public void Defaults_AreThoseOfTheDocument()
    {
        var options = new SandboxOptions();

        Assert.That(options.WallTime, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(options.CpuTime, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(options.MemoryBytes, Is.EqualTo(4L * 1024 * 1024 * 1024));
        Assert.That(options.MaxConcurrentChecks, Is.EqualTo(2));
        Assert.That(options.ProgramPath, Is.Empty);
        Assert.That(options.Folder, Is.Empty);
    }
}
