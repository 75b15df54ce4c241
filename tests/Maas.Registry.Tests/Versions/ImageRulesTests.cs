using Maas.Errors;
using Maas.Registry.Versions;

namespace Maas.Registry.Tests.Versions;

internal sealed class ImageRulesTests
{
    private static readonly ImageSpec Fitting = new()
    {
        Layout = ImageLayout.Nchw,
        ChannelCount = 3,
        Height = 224,
        Width = 320,
        Scale = 1 / 255.0,
        Means = [0.485, 0.456, 0.406],
        StandardDeviations = [0.229, 0.224, 0.225],
    };

    private static IEnumerable<TestCaseData<ImageSpec, string, string>> WrongImages =>
    [
        new(Fitting with { Layout = ImageLayout.Unspecified }, "an image layout of NCHW or NHWC", "Unspecified") { TestName = "Check_WithoutLayout_Fails" },
        new(Fitting with { Layout = (ImageLayout)9 }, "an image layout of NCHW or NHWC", "9") { TestName = "Check_UnknownLayout_Fails" },
        new(Fitting with { ChannelCount = 4 }, "1 or 3 image channels", "4") { TestName = "Check_FourChannels_Fails" },
        new(Fitting with { Height = 0 }, "an image height of 1 to 4096 pixels", "0") { TestName = "Check_WithoutHeight_Fails" },
        new(Fitting with { Width = 4097 }, "an image width of 1 to 4096 pixels", "4097") { TestName = "Check_TooWide_Fails" },
        new(Fitting with { Scale = double.NaN }, "a finite image scale of 0 or more", "NaN") { TestName = "Check_ScaleThatIsNoNumber_Fails" },
        new(Fitting with { Means = [1] }, "no or 3 finite image means, one per channel", "[1]") { TestName = "Check_TooFewMeans_Fails" },
        new(
            Fitting with { StandardDeviations = [1, 0, 1] }, "no or 3 finite image standard deviations above 0, one per channel", "[1, 0, 1]")
        {
            TestName = "Check_DeviationOfZero_Fails",
        },
        new(
            Fitting with { Layout = ImageLayout.Nhwc }, "an image that fits the tensor's shape [-1, 3, 224, -1]",
            "rows of [224, 320, 3] in the layout Nhwc")
        {
            TestName = "Check_OtherOrderThanTheGraph_Fails",
        },
    ];

    [Test]
    public void Check_ImageThatFits_IsTaken()
    {
        ImageRules.Check(Input(Fitting));
        ImageRules.Check(Input(Fitting) with { Shape = [] });
        ImageRules.Check(Input(Fitting with { Scale = 0, Means = [], StandardDeviations = [] }) with { DataType = "UINT8" });
    }

    [TestCaseSource(nameof(WrongImages))]
    public void Check_ImageThatMakesNoSense_SaysWhatWasExpected(ImageSpec image, string expected, string actual)
    {
        var error = Assert.Throws<MaasException>(() => ImageRules.Check(Input(image)))!;

        Assert.That(
            (error.Reason, error.Metadata["tensor"], error.Metadata["expected"], error.Metadata["actual"]),
            Is.EqualTo(("SIGNATURE_MISMATCH", "photo", expected, actual)));
    }

    [TestCase("INT64", "a tensor of UINT8, FP16 or FP32 for an image")]
    [TestCase("UINT8", "no image scale, means and standard deviations of a UINT8 tensor, which takes pixels as they are")]
    public void Check_OfATensorOfAnotherType_Fails(string type, string expected) => Assert.That(
        Assert.Throws<MaasException>(() => ImageRules.Check(Input(Fitting) with { DataType = type }))!.Metadata["expected"],
        Is.EqualTo(expected));

    [Test]
    public void Check_RoleAndImageApart_Fails()
    {
        Assert.That(
            Assert.Throws<MaasException>(() => ImageRules.Check(Input(Fitting) with { Role = TensorRole.NumericFeature }))!.Message,
            Does.Contain("no 'image' unless its role is Image"));
        Assert.That(
            Assert.Throws<MaasException>(() => ImageRules.Check(Input(null)))!.Message, Does.Contain("'image', which says how"));
    }

    private static TensorSpec Input(ImageSpec? image) => new()
    {
        Name = "photo",
        DataType = "FP32",
        Shape = [-1, 3, 224, -1],
        Role = TensorRole.Image,
        Image = image,
    };
}
