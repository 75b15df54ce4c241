using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Terminal;

public sealed class PrintableTests
{
    [TestCase("two\nlines\tand more", ExpectedResult = "two\nlines\tand more")]
    [TestCase("\u001b[31mred", ExpectedResult = "\uFFFD[31mred")]
    [TestCase("invoice\u202Egpj.exe", ExpectedResult = "invoice\uFFFDgpj.exe")]
    [TestCase("a\u2066b\u2069c\u2028d", ExpectedResult = "a\uFFFDb\uFFFDc\uFFFDd")]
    public string Of_ATextOfSomebodyElse_MovesAndTurnsNothing(string text) => Printable.Of(text);
}
