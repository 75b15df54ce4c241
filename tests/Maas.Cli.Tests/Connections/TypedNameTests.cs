using Maas.Cli.Connections;
using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Connections;

public sealed class TypedNameTests
{
    [TestCase("iris", ExpectedResult = "models/iris")]
    [TestCase("models/iris", ExpectedResult = "models/iris")]
    public string Model_ShortOrWhole_IsAResourceName(string text) => TypedName.Model(text);

    [TestCase("iris@2", ExpectedResult = "models/iris/versions/2")]
    [TestCase("risk.churn@12", ExpectedResult = "models/risk.churn/versions/12")]
    [TestCase("iris/2", ExpectedResult = "models/iris/versions/2")]
    [TestCase("models/iris@2", ExpectedResult = "models/iris/versions/2")]
    [TestCase("models/iris/versions/2", ExpectedResult = "models/iris/versions/2")]
    public string ModelVersion_ShortOrWhole_IsAResourceName(string text) => TypedName.ModelVersion(text);

    [TestCase("iris")]
    [TestCase("iris@")]
    [TestCase("iris@0")]
    [TestCase("iris@-1")]
    [TestCase("@1")]
    [TestCase("models/iris")]
    [TestCase("models/2")]
    [TestCase("iris@production")]
    public void ModelVersion_WithoutNumber_IsRefused(string text) =>
        Assert.That(() => TypedName.ModelVersion(text), Throws.TypeOf<CommandFailedException>().With.Message.Contains($"'{text}'"));

    [TestCase("iris@production", ExpectedResult = "models/iris/aliases/production")]
    [TestCase("models/iris/aliases/production", ExpectedResult = "models/iris/aliases/production")]
    [TestCase("iris@2", ExpectedResult = null)]
    [TestCase("iris", ExpectedResult = null)]
    [TestCase("@production", ExpectedResult = null)]
    public string? FindAlias_ShortOrWhole_IsAResourceName(string text) => TypedName.FindAlias(text);

    [TestCase("models/iris/versions/2", ExpectedResult = "iris@2")]
    [TestCase("models/iris", ExpectedResult = "iris")]
    [TestCase("models/iris/aliases/production", ExpectedResult = "iris@production")]
    [TestCase("", ExpectedResult = "–")]
    public string Short_OfAResourceName_IsWhatPeopleType(string name) => TypedName.Short(name);
}
