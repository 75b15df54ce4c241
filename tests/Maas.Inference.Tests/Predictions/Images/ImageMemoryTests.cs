using Maas.Errors;
using Maas.Imaging;
using Maas.Inference.Predictions.Images;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Predictions.Images;

internal sealed class ImageMemoryTests
{
    private static readonly byte[] FourPixels = TestImages.Png(2, 2, 1, 2, 3, 4);

    [Test]
    public void Decode_WhileOthersTakeTheRoom_IsLimitReachedUntilTheyAreRead()
    {
        var memory = Memory(maxBytes: 99);
        var first = DecodedImage.Decode(FourPixels, memory, out _)!;
        using var second = DecodedImage.Decode(FourPixels, memory, out _);

        var error = Assert.Throws<MaasException>(() => DecodedImage.Decode(FourPixels, memory, out _));
        first.Dispose();
        using var third = DecodedImage.Decode(FourPixels, memory, out _);

        Assert.That((error!.Code, error.Reason, error.Metadata["limit"]), Is.EqualTo((MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", "99")));
        Assert.That((error.RetryDelay > TimeSpan.Zero, error.Message.Contains("Maas:Inference:Images:MaxDecodedBytes")), Is.EqualTo((true, true)));
        Assert.That((second is not null, third is not null, memory.UsedBytes), Is.EqualTo((true, true, 96L)));
    }

    [Test]
    public void Decode_OfOneImageThatIsLargerThanAll_IsReadAlone()
    {
        var memory = Memory(maxBytes: 1);

        using (var image = DecodedImage.Decode(FourPixels, memory, out _))
        {
            Assert.That(memory.UsedBytes, Is.EqualTo(48));
        }

        Assert.That(memory.UsedBytes, Is.Zero);
    }

    [TestCase(TestImages.Jpeg)]
    [TestCase(TestImages.ProgressiveJpeg)]
    public void Decode_OfJpeg_TakesWhatItsDecoderMayDo(string jpeg)
    {
        var memory = Memory(maxBytes: 0);

        using var image = DecodedImage.Decode(Convert.FromBase64String(jpeg), memory, out _);

        Assert.That(memory.UsedBytes, Is.EqualTo(32 * 16 * 12));
    }

    [Test]
    public void Decode_OfManyAtOnce_NeverTakesMoreThanThereIs()
    {
        var memory = Memory(maxBytes: 144);
        var (most, refused) = (0L, 0);

        Parallel.For(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        {
            try
            {
                using var image = DecodedImage.Decode(FourPixels, memory, out _);
                InterlockedMax(ref most, memory.UsedBytes);
            }
            catch (MaasException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.That((most <= 144, memory.UsedBytes, refused < 10_000), Is.EqualTo((true, 0L, true)));
    }

    [Test]
    public void MaxBytes_ByDefault_IsAPartOfTheMemory() =>
        Assert.That(Memory(maxBytes: 0).MaxBytes, Is.EqualTo(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8));

    private static ImageMemory Memory(long maxBytes) => new(Options.Create(new ImageOptions { MaxDecodedBytes = maxBytes }));

    private static void InterlockedMax(ref long most, long value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var before && before != seen)
        {
            seen = before;
        }
    }
}
