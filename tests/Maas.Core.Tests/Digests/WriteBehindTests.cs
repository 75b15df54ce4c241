using Maas.Digests;

namespace Maas.Core.Tests.Digests;

internal sealed class WriteBehindTests
{
    [Test]
    public async Task WroteAsync_AfterAFlushThatFailed_TellsIt()
    {
        var path = Path.GetTempFileName();
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var disk = new WriteBehind(file);
        file.Dispose();
        File.Delete(path);

        await disk.WroteAsync(64 << 20);

        Assert.That(disk.WaitAsync, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await disk.WroteAsync(64 << 20), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task WroteAsync_LittleSoFar_LeavesTheFileAlone()
    {
        var path = Path.GetTempFileName();
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var disk = new WriteBehind(file);
        file.Dispose();
        File.Delete(path);

        await disk.WroteAsync(1000);

        Assert.That(disk.WaitAsync().IsCompletedSuccessfully, Is.True);
    }
}
