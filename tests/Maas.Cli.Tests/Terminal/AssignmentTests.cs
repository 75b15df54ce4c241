using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Terminal;

public sealed class AssignmentTests
{
    [Test]
    public void ReadAll_OfValuesWithEqualsSigns_CutsAtTheFirst()
    {
        var values = Assignment.ReadAll("--label", ["team=risk", "formula=a=b", "empty="]);

        Assert.That(values, Is.EqualTo(new Dictionary<string, string> { ["team"] = "risk", ["formula"] = "a=b", ["empty"] = "" }));
    }

    [TestCase("team")]
    [TestCase("=risk")]
    public void ReadAll_WithoutName_IsRefused(string text) => Assert.That(
        () => Assignment.ReadAll("--label", [text]),
        Throws.TypeOf<CommandFailedException>().With.Message.Contains("--label").And.Message.Contains($"'{text}'"));

    [Test]
    public void ReadAll_OfOneNameTwice_IsRefused() => Assert.That(
        () => Assignment.ReadAll("--label", ["a=1", "a=2"]), Throws.TypeOf<CommandFailedException>().With.Message.Contains("'a'"));

    [TestCase("auc=high")]
    [TestCase("auc=NaN")]
    [TestCase("auc=1,5")]
    public void ReadNumbers_OfOtherText_IsRefused(string text) => Assert.That(
        () => Assignment.ReadNumbers("--metric", [text]), Throws.TypeOf<CommandFailedException>().With.Message.Contains("'auc'"));

    [Test]
    public void ReadNumbers_AsPeopleWriteThem_AreRead() => Assert.That(
        Assignment.ReadNumbers("--metric", ["auc=0.93", "loss=1e-3"]),
        Is.EqualTo(new Dictionary<string, double> { ["auc"] = 0.93, ["loss"] = 0.001 }));
}
