using Maas.Errors;
using Maas.Paging;

namespace Maas.Core.Tests.Paging;

internal sealed class PageRequestTests
{
    [TestCase(0, ExpectedResult = 50)]
    [TestCase(1, ExpectedResult = 1)]
    [TestCase(1000, ExpectedResult = 1000)]
    [TestCase(int.MaxValue, ExpectedResult = 1000)]
    public int Parse_Size_IsDefaultedAndCapped(int pageSize) => PageRequest.Parse(pageSize, "", "models").Size;

    [Test]
    public void Parse_NegativeSize_IsRefused() => Assert.That(
        () => PageRequest.Parse(-1, "", "models"),
        Throws.InstanceOf<MaasException>().With.Property(nameof(MaasException.Reason)).EqualTo("INVALID_FIELD"));

    [Test]
    public void Next_OfMoreRowsThanFit_GoesOnBehindTheLastOne()
    {
        var page = PageRequest.Parse(2, "", "models").Next(["a", "b", "ü"], row => row);
        var next = PageRequest.Parse(2, page.NextPageToken, "models");

        Assert.That(page.Rows, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(next.After, Is.EqualTo("b"));
    }

    [Test]
    public void Next_OfRowsThatFit_IsTheLastPage() =>
        Assert.That(PageRequest.Parse(2, "", "models").Next(["a", "b"], row => row).NextPageToken, Is.Empty);

    [Test]
    public void Parse_TokenOfAnotherQuery_IsRefused()
    {
        var token = PageRequest.Parse(1, "", "models/a/versions").Next(["1", "2"], row => row).NextPageToken;

        Assert.That(() => PageRequest.Parse(1, token, "models/b/versions"), IsRefused());
    }

    [TestCase("x")]
    [TestCase("AAAA")]
    [TestCase("not base64!")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Parse_TokenNobodyMade_IsRefused(string token) =>
        Assert.That(() => PageRequest.Parse(1, token, "models"), IsRefused());

    private static NUnit.Framework.Constraints.EqualStringConstraint IsRefused() =>
        Throws.InstanceOf<MaasException>().With.Property(nameof(MaasException.Reason)).EqualTo("PAGE_TOKEN_INVALID");
}
