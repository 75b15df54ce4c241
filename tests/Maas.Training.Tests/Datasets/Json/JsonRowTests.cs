using System.Text;
using Maas.Training.Datasets.Json;

namespace Maas.Training.Tests.Datasets.Json;

internal sealed class JsonRowTests
{
    [TestCase("""{"id":2,"oops":3""", "bad-json")]
    [TestCase("""{"id":2,"oops":[3]}""", "not-a-value")]
    [TestCase("""{"id":2,"oops":"a\u0000b"}""", "bad-encoding")]
    [TestCase("""{"id":2,"o\u0000":3}""", "bad-json")]
    public void Read_OfARowThatIsTurnedAway_MakesNoColumn(string line, string reason)
    {
        var row = new JsonRow();
        Assert.That(row.Read("""{"id":1}"""u8), Is.Null);

        var found = row.Read(Encoding.UTF8.GetBytes(line));
        var next = row.Read("""{"id":3,"name":"x"}"""u8);

        Assert.That((found, next), Is.EqualTo((reason, (string?)null)));
        Assert.That(row.Names, Is.EqualTo((string[])["id", "name"]));
        Assert.That(Encoding.UTF8.GetString(row[1]), Is.EqualTo("x"));
    }
}
