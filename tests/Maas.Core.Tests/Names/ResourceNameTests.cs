using Maas.Errors;
using Maas.Names;

namespace Maas.Core.Tests.Names;

internal sealed class ResourceNameTests
{
    [Test]
    public void Parse_OfItsCollections_GivesTheIds() => Assert.That(
        ResourceName.Parse("models/churn/versions/7", "name", "models", "versions"), Is.EqualTo(new[] { "churn", "7" }));

    [TestCase("models/churn")]
    [TestCase("models/churn/versions/")]
    [TestCase("models//versions/7")]
    [TestCase("models/churn/versions/7/files")]
    [TestCase("datasets/churn/versions/7")]
    [TestCase("/models/churn/versions/7")]
    public void Parse_OfOthers_NamesTheFieldAndThePattern(string name)
    {
        var error = Assert.Throws<MaasException>(() => ResourceName.Parse(name, "parent", "models", "versions"));

        Assert.That(error.Code, Is.EqualTo(MaasErrorCode.InvalidArgument));
        Assert.That(error.FieldViolations.Single().Field, Is.EqualTo("parent"));
        Assert.That(error.Message, Does.Contain("models/{id}/versions/{id}").And.Contain(name));
    }

    [TestCase("1", 1)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void TryParseNumber_FromOne_IsRead(string id, long expected)
    {
        Assert.That(ResourceName.TryParseNumber(id, out var number), Is.True);
        Assert.That(number, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("0")]
    [TestCase("07")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase(" 1")]
    [TestCase("1e3")]
    [TestCase("9223372036854775808")]
    public void TryParseNumber_OfAnythingElse_IsRefused(string id) =>
        Assert.That(ResourceName.TryParseNumber(id, out _), Is.False);

    [TestCase("a", ExpectedResult = true)]
    [TestCase("churn-2", ExpectedResult = true)]
    [TestCase("a23456789012345678901234567890123456789012345678901234567890123", ExpectedResult = true)]
    [TestCase("a234567890123456789012345678901234567890123456789012345678901234", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    [TestCase("2churn", ExpectedResult = false)]
    [TestCase("churn-", ExpectedResult = false)]
    [TestCase("Churn", ExpectedResult = false)]
    [TestCase("churn\n", ExpectedResult = false)]
    [TestCase("risk.churn", ExpectedResult = false)]
    [TestCase("..", ExpectedResult = false)]
    public bool ResourceId_IsValid(string id) => ResourceId.IsValid(id);
}
