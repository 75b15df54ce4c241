namespace Maas.Console.Tests;

internal sealed class ResourceNamesTests
{
    [TestCase("models/churn/versions/1", "models/churn/versions/2", ExpectedResult = "v1")]
    [TestCase("models/churn/versions/1", "models/prices/versions/1", ExpectedResult = "churn v1")]
    public string VersionAmong_NamesTheModelWhereThereAreSeveral(string name, string other) => ResourceNames.VersionAmong(name, [name, other]);
}
