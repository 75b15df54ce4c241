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
    [TestCase("models/iris/versions/2", ExpectedResult = "models/iris/versions/2")]
    public string ModelVersion_ShortOrWhole_IsAResourceName(string text) => TypedName.ModelVersion(text);

    [TestCase("iris")]
    [TestCase("iris@")]
    [TestCase("iris@0")]
    [TestCase("iris@-1")]
    [TestCase("@1")]
    [TestCase("models/iris")]
    public void ModelVersion_WithoutNumber_IsRefused(string text) =>
        Assert.That(() => TypedName.ModelVersion(text), Throws.TypeOf<CommandFailedException>().With.Message.Contains($"'{text}'"));

    [TestCase("models/iris/versions/2", ExpectedResult = "iris@2")]
    [TestCase("models/iris", ExpectedResult = "iris")]
    [TestCase("", ExpectedResult = "–")]
    public string Short_OfAResourceName_IsWhatPeopleType(string name) => TypedName.Short(name);
}
