using System.Text.Json;
using Maas.Contracts.Registry.V1;
using Maas.Inference.Api.Registry;
using Maas.Inference.Models;

namespace Maas.Inference.Tests.Api.Registry;

internal sealed class SignatureMappingTests
{
    private static readonly ImageSpec Image = new()
    {
        Layout = ImageSpec.Types.Layout.Nhwc, ChannelCount = 3, Height = 5, Width = 7, Scale = 0.5, Means = { 1, 2, 3 }, StandardDeviations = { 4, 5, 6 },
    };

    [Test]
    public void Image_FromTheContractAndThroughTheFileOfTheReplica_LosesNothing()
    {
        var told = new TensorSpec { Name = "photo", Role = TensorSpec.Types.Role.Image, Image = Image }.FromProto();

        var kept = JsonSerializer.Deserialize<TensorMeaning>(JsonSerializer.SerializeToUtf8Bytes(told))!;

        Assert.That((kept.Name, kept.Role), Is.EqualTo(("photo", TensorRole.Image)));
        Assert.That(
            (kept.Image!.Layout, kept.Image.ChannelCount, kept.Image.Height, kept.Image.Width, kept.Image.Scale),
            Is.EqualTo((ImageLayout.Nhwc, 3, 5, 7, 0.5)));
        Assert.That(kept.Image.Means.Concat(kept.Image.StandardDeviations), Is.EqualTo(new double[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Image_WithoutScale_TakesValuesAsTheyAre()
    {
        var image = Image.Clone();
        image.Scale = 0;

        Assert.That(image.FromProto().Scale, Is.EqualTo(1));
    }

    [Test]
    public void Image_OfALayoutThatIsNotKnownYet_IsNotUsable()
    {
        var image = Image.Clone();
        image.Layout = (ImageSpec.Types.Layout)9;

        Assert.That(image.FromProto().IsUsable, Is.False);
    }

    // What a replica of an earlier release wrote down.
    [Test]
    public void Meaning_WrittenWithoutImage_IsRead() => Assert.That(
        JsonSerializer.Deserialize<TensorMeaning>("""{"Name":"bmi","Role":1,"Categories":[]}""")!.Image, Is.Null);
}
