using System.Text;
using Maas.Training.Datasets;

namespace Maas.Training.Tests.Datasets;

/// <summary>What kind a column is found to be.</summary>
public sealed class KindRuleTests
{
    [TestCase(90, 10, ExpectedResult = ColumnKindName.Numeric)]
    [TestCase(89, 11, ExpectedResult = ColumnKindName.Categorical)]
    [TestCase(0, 0, ExpectedResult = ColumnKindName.Text)]
    public string Kind_ByShareOfNumbers(int numbers, int others) =>
        KindOf(Enumerable.Repeat("1", numbers).Concat(Enumerable.Repeat("many", others)).Append("").Append(" na "));

    [TestCase(20, 20, ExpectedResult = ColumnKindName.Categorical)]
    [TestCase(21, 21, ExpectedResult = ColumnKindName.Text)]
    [TestCase(21, 210, ExpectedResult = ColumnKindName.Categorical)]
    [TestCase(1000, 10_000, ExpectedResult = ColumnKindName.Categorical)]
    [TestCase(1001, 20_000, ExpectedResult = ColumnKindName.Text)]
    public string Kind_ByDistinctValues(int distinct, int count) =>
        KindOf(Enumerable.Range(0, count).Select(i => $"v{i % distinct}"));

    private static string KindOf(IEnumerable<string> cells)
    {
        var rule = new KindRule();
        foreach (var cell in cells)
        {
            rule.Add(Encoding.UTF8.GetBytes(cell));
        }

        return $"{rule.Kind}";
    }

    private static class ColumnKindName
    {
        public const string Numeric = "Numeric";
        public const string Categorical = "Categorical";
        public const string Text = "Text";
    }
}
