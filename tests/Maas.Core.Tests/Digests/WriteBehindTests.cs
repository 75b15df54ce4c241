using Maas.Digests;
using Microsoft.Win32.SafeHandles;

namespace Maas.Core.Tests.Digests;

internal sealed class WriteBehindTests
{
    private const int StepBytes = 16 << 20;

    [Test]
    public async Task Wrote_ManySteps_FinishesWithAllOfThem()
    {
        var path = Path.GetTempFileName();
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            var disk = new WriteBehind(file);
            for (var step = 0; step < 4; step++)
            {
                RandomAccess.Write(file, new byte[StepBytes], fileOffset: (long)step * StepBytes);
                disk.Wrote(StepBytes);
            }

            await disk.FinishAsync();
            Assert.That(disk.WaitAsync().IsCompletedSuccessfully, Is.True);
        }

        Assert.That(new FileInfo(path).Length, Is.EqualTo(4L * StepBytes));
        File.Delete(path);
    }

    [Test]
    [Platform("Linux", Reason = "Other systems are not asked before the end.")]
    public void Wrote_AFullStep_AsksTheSystem()
    {
        var disk = new WriteBehind(ClosedFile());

        disk.Wrote(StepBytes);

        Assert.That(disk.WaitAsync, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Wrote_LessThanAStep_LeavesTheFileAlone()
    {
        var disk = new WriteBehind(ClosedFile());

        disk.Wrote(StepBytes - 1);

        Assert.That(disk.WaitAsync().IsCompletedSuccessfully, Is.True);
        Assert.That(disk.FinishAsync, Throws.TypeOf<ObjectDisposedException>());
    }

    private static SafeFileHandle ClosedFile()
    {
        var path = Path.GetTempFileName();
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        file.Dispose();
        File.Delete(path);
        return file;
    }
}
