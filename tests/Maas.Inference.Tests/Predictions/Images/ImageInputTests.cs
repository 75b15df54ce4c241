using System.Runtime.InteropServices;
using Maas.Errors;
using Maas.Inference.Models;
using Maas.Inference.Predictions;
using Maas.Imaging;
using Maas.Inference.Predictions.Images;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Predictions.Images;

internal sealed class ImageInputTests
{
    private static readonly double[] Means = [0.485, 0.456, 0.406];
    private static readonly double[] Deviations = [0.229, 0.224, 0.225];

    [Test]
    public void Encode_InNchw_ScalesAndNormalisesEachChannel()
    {
        var meaning = Size(height: 1, width: 2) with { Scale = 1 / 255.0, Means = Means, StandardDeviations = Deviations };

        var values = Floats(meaning, TestImages.Png(2, 1, 10, 20, 30, 40, 50, 60));

        double[] pixels = [10, 40, 20, 50, 30, 60];
        Assert.That(values, Is.EqualTo(pixels.Select((pixel, i) => (float)(((pixel / 255) - Means[i / 2]) / Deviations[i / 2]))).Within(1e-6f));
    }

    [Test]
    public void Encode_InNhwc_KeepsChannelsTogether() => Assert.That(
        Floats(Size(1, 2) with { Layout = ImageLayout.Nhwc }, TestImages.Png(2, 1, 10, 20, 30, 40, 50, 60)),
        Is.EqualTo(new[] { 10f, 20, 30, 40, 50, 60 }));

    // By hand: the centres of 3 pixels over 2 lie at -1/6 (the edge), 1/2 and 7/6 (the edge) of the source.
    [Test]
    public void Encode_OfASmallerImage_StretchesBetweenCentres() => Assert.That(
        Floats(Size(3, 3, channels: 1), TestImages.Png(2, 2, 0, 40, 80, 120)),
        Is.EqualTo(new[] { 0f, 20, 40, 40, 60, 80, 80, 100, 120 }).Within(1e-4f));

    // By hand: centres at 1/2 and 5/2 across, and at 3/2 - 1/2 = 1 down, the middle one of three lines.
    [Test]
    public void Encode_OfALargerImage_TakesTheNeighboursOfCentres() => Assert.That(
        Floats(Size(1, 2, channels: 1), TestImages.Png(4, 3, 255, 255, 255, 255, 0, 10, 20, 30, 255, 255, 255, 255)),
        Is.EqualTo(new[] { 5f, 25 }));

    // Centres at -1/4 (the edge), 1/4, 3/4 and 5/4 (the edge).
    [Test]
    public void Encode_OfTwiceTheWidth_TakesQuarters() => Assert.That(
        Floats(Size(1, 4, channels: 1), TestImages.Png(2, 1, 0, 100)), Is.EqualTo(new[] { 0f, 25, 75, 100 }));

    // Luma of ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, rounded.
    [Test]
    public void Encode_OfColoursToGrey_IsLuma() => Assert.That(
        Floats(Size(1, 5, channels: 1), TestImages.Png(5, 1, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30)),
        Is.EqualTo(new[] { 76f, 150, 29, 255, 18 }));

    [Test]
    public void Encode_OfGreyToColours_RepeatsIt() => Assert.That(
        Floats(Size(1, 1), TestImages.Png(1, 1, 77)), Is.EqualTo(new[] { 77f, 77, 77 }));

    [Test]
    public void Encode_OfTransparentPixels_TakesTheirColours() => Assert.That(
        Floats(Size(1, 2), TestImages.Png(2, 1, 10, 20, 30, 0, 40, 50, 60, 128)), Is.EqualTo(new[] { 10f, 40, 20, 50, 30, 60 }));

    [Test]
    public void Encode_Of16BitsPerChannel_TakesTheUpper8() => Assert.That(
        Floats(Size(1, 1), TestImages.Png(1, 1, bitDepth: 16, colorType: 2, [0, 10, 10, 20, 20, 30, 30])),
        Is.EqualTo(new[] { 10f, 20, 30 }));

    [TestCase(TestImages.Jpeg)]
    [TestCase(TestImages.ProgressiveJpeg)]
    public void Encode_OfJpeg_GivesThePixelsOfTheReference(string jpeg) => Assert.That(
        Floats(Size(1, 2), Convert.FromBase64String(jpeg)), Is.EqualTo(new[] { 200f, 20, 100, 41, 50, 220 }).Within(1f));

    [Test]
    public void Encode_AsUInt8_Rounds() => Assert.That(
        Encode(Size(1, 3, channels: 1), TensorDataType.UInt8, [TestImages.Png(2, 1, 10, 13)]).Content.ToArray(),
        Is.EqualTo(new byte[] { 10, 12, 13 }), "The middle is 11.5.");

    [Test]
    public void Encode_AsFp16_GivesTheNearest()
    {
        var tensor = Encode(Size(1, 1, channels: 1) with { Scale = 1 / 255.0 }, TensorDataType.Fp16, [TestImages.Png(1, 1, 100)]);

        Assert.That(MemoryMarshal.Read<Half>(tensor.Content.Span), Is.EqualTo((Half)(100 / 255.0)));
    }

    [Test]
    public void Encode_OfSeveralRows_PutsThemOneAfterTheOther()
    {
        var tensor = Encode(Size(1, 1), TensorDataType.UInt8, [TestImages.Png(1, 1, 1, 2, 3), TestImages.Png(1, 1, 4, 5, 6)]);

        Assert.That(tensor.Shape, Is.EqualTo(new long[] { 2, 3, 1, 1 }));
        Assert.That(tensor.Content.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Encode_OfMoreRowsThanMemoryMayHave_IsRefusedBeforeDecoding()
    {
        var error = Assert.Throws<MaasException>(() => Encode(
            Size(10, 10), TensorDataType.Fp32, [.. Enumerable.Repeat<byte[]>([], 3)], new ImageOptions { MaxTensorBytes = 2400 }));

        Assert.That((error!.Reason, error.FieldViolations[0].Field), Is.EqualTo(("INVALID_FIELD", "rows")));
        Assert.That(error.Message, Does.Contain("at most 2 rows").And.Contain("got 3").And.Contain("MaxTensorBytes"));
    }

    [Test]
    public void Encode_OfWhatIsNoImage_SaysWhatItIs()
    {
        var (bomb, damaged) = (TestImages.Png(30_000, 30_000, 8, 2, new byte[100]), Convert.FromBase64String(TestImages.Jpeg)[..^10]);
        byte[] scans = [0xFF, 0xD8, 0xFF, .. Enumerable.Repeat<byte[]>([0xFF, 0xDA], 101).SelectMany(scan => scan)];
        RowValue[] values =
        [
            default, new(RowValueKind.Number, 7), Text("!"), Image("GIF89a"u8.ToArray()), Image(TestImages.Png(3, 3, new byte[27])[..^20]),
            Image(bomb), Image(damaged), Image(scans),
        ];
        var problems = new RowProblems(firstRow: 0);

        Input(Size(1, 1), TensorDataType.Fp32).Encode(Encoding(values, problems, new ImageOptions()));

        var error = Assert.Throws<MaasException>(problems.ThrowIfAny)!;
        Assert.That(error.Metadata["expected"], Is.EqualTo("a PNG or JPEG image of at most 33554432 pixels, in base64"));
        Assert.That(error.FieldViolations.Select(violation => (violation.Field, violation.Description[(violation.Description.IndexOf("got ", StringComparison.Ordinal) + 4)..])), Is.EqualTo(new[]
        {
            ("rows[0].photo", "nothing."), ("rows[1].photo", "the number 7."), ("rows[2].photo", "a text that is not base64."),
            ("rows[3].photo", "6 bytes that begin neither as PNG nor as JPEG."),
            ("rows[4].photo", "a PNG image that is cut off or damaged."), ("rows[5].photo", "a PNG image of 30000 x 30000 pixels."),
            ("rows[6].photo", "a JPEG image that is cut off or damaged."), ("rows[7].photo", "a JPEG image of more than 100 scans."),
        }));
    }

    [Test]
    public void Encode_WhenNobodyWaits_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var encoding = Encoding([Image(TestImages.Png(1, 1, 1))], new RowProblems(0), new ImageOptions()) with { Cancellation = cancelled.Token };

        Assert.Throws<OperationCanceledException>(() => Input(Size(1, 1), TensorDataType.Fp32).Encode(encoding));
    }

    // Bytes that callers make up reach a decoder: whatever they are, the process lives and says what is wrong, in time.
    [TestCase(TestImages.Jpeg, 1)]
    [TestCase(TestImages.ProgressiveJpeg, 2)]
    [TestCase("", 3)]
    [CancelAfter(60_000)]
    public void Decode_OfDamagedFiles_NeverThrows(string file, int seed)
    {
        var random = new Random(seed);
        var good = file.Length > 0 ? Convert.FromBase64String(file) : TestImages.Png(9, 7, [.. Enumerable.Range(0, 9 * 7 * 3).Select(i => (byte)(i * 31))]);
        var (decoded, memory) = (0, Memory(new ImageOptions { MaxPixels = 1 << 20 }));
        for (var i = 0; i < 3000; i++)
        {
            byte[] bad = [.. good.AsSpan(0, random.Next(4) == 0 ? random.Next(good.Length) : good.Length)];
            for (var damage = random.Next(1, 5); damage > 0 && bad.Length > 0; damage--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            using var image = DecodedImage.Decode(bad, memory, out var problem);
            decoded += image is null ? 0 : 1;
            Assert.That(image is null, Is.EqualTo(problem.Length > 0));
        }

        Assert.That(decoded, Is.LessThan(3000));
        Assert.That(memory.UsedBytes, Is.Zero);
    }

    private static ImageMeaning Size(int height, int width, int channels = 3) =>
        new() { Layout = ImageLayout.Nchw, ChannelCount = channels, Height = height, Width = width };

    private static float[] Floats(ImageMeaning meaning, byte[] file) =>
        MemoryMarshal.Cast<byte, float>(Encode(meaning, TensorDataType.Fp32, [file]).Content.Span).ToArray();

    private static Tensor Encode(ImageMeaning meaning, TensorDataType type, byte[][] files, ImageOptions? options = null)
    {
        var problems = new RowProblems(firstRow: 0);
        var tensor = Input(meaning, type).Encode(Encoding([.. files.Select(Image)], problems, options ?? new ImageOptions()));
        problems.ThrowIfAny();
        return tensor;
    }

    private static NamedInput Input(ImageMeaning meaning, TensorDataType type) =>
        NamedInput.Of(new TensorInfo("photo", type, [-1, -1, -1, -1]), new TensorMeaning("photo", TensorRole.Image, [], meaning))!;

    private static RowEncoding Encoding(IEnumerable<RowValue> values, RowProblems problems, ImageOptions options) =>
        new([.. values.Select(value => new Dictionary<string, RowValue> { ["photo"] = value })], problems, Memory(options), CancellationToken.None);

    private static ImageMemory Memory(ImageOptions options) => new(Options.Create(options));

    private static RowValue Image(byte[] file) => Text(Convert.ToBase64String(file));

    private static RowValue Text(string text) => new(RowValueKind.Text, Text: text);
}
