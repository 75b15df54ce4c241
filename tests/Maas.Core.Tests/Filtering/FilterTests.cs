using System.Globalization;
using Maas.Errors;
using Maas.Filtering;

namespace Maas.Core.Tests.Filtering;

internal sealed class FilterTests
{
    [TestCase("a = 1", "a=1")]
    [TestCase("a=1 AND b>2", "(a=1 & b>2)")]
    [TestCase("a=1 b<=2", "(a=1 & b<=2)")]
    [TestCase("a=1 AND b=2 OR c=3", "(a=1 & (b=2 | c=3))", Description = "OR binds tighter, as in AIP-160")]
    [TestCase("(a=1 AND b=2) OR c=3", "((a=1 & b=2) | c=3)")]
    [TestCase("NOT a=1", "!a=1")]
    [TestCase("-a=1", "!a=1")]
    [TestCase("-(a=1 OR b=2)", "!(a=1 | b=2)")]
    [TestCase("a > -1", "a>-1")]
    [TestCase("metrics.test.r2 >= 0.5", "metrics/test/r2>=0.5")]
    [TestCase("labels.\"my key\" = x", "labels/my key=x")]
    [TestCase("labels.\"a.b\".c != 'it''s'", null)]
    [TestCase("labels.\"a.b\".c != \"say \\\"hi\\\"\"", "labels/a.b/c!=\"say \"hi\"\"")]
    [TestCase("labels:team", "labels:team")]
    [TestCase("labels.team:*", "labels/team:*")]
    [TestCase("create_time > 2026-01-02", "create_time>2026-01-02")]
    public void Parse_OfAFilter_GivesItsTree(string text, string? expected)
    {
        if (expected is null)
        {
            Assert.That(() => Filter.Parse(text), Throws.TypeOf<MaasException>());
            return;
        }

        Assert.That(Show(Filter.Parse(text)!), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("  ")]
    public void Parse_OfNothing_IsEverything(string text) => Assert.That(Filter.Parse(text), Is.Null);

    [TestCase("a", "At character 2: expected one of = != < <= > >= :, got the end.")]
    [TestCase("a =", "At character 4: expected a value, got the end.")]
    [TestCase("= 1", "At character 1: expected a field, got '='.")]
    [TestCase("a = 1 AND", "At character 10: expected a field, got the end.")]
    [TestCase("(a = 1", "At character 7: expected ')', got the end.")]
    [TestCase("a = 1)", "At character 6: expected AND, OR or the end, got ')'.")]
    [TestCase("a ! 1", "At character 3: expected '!=', got '!'.")]
    [TestCase("a = \"b", "The text that begins at character 5 has no closing \".")]
    [TestCase("a..b = 1", "At character 6: expected a field without empty names, got '='.")]
    [TestCase("labels. = 1", "At character 9: expected a name behind the dot, got '='.")]
    [TestCase("a = 1 OR OR b = 2", "At character 10: expected a field, got 'OR'.")]
    public void Parse_OfAMalformedFilter_SaysWhereAndWhat(string text, string expected)
    {
        var error = Assert.Throws<MaasException>(() => Filter.Parse(text))!;

        Assert.That((error.Reason, error.FieldViolations[0].Field), Is.EqualTo(("INVALID_FIELD", "filter")));
        Assert.That(error.FieldViolations[0].Description, Is.EqualTo(expected));
    }

    [Test]
    public void Parse_OfHugeFilters_IsRefusedAndNeverOverflows()
    {
        string[] huge =
        [
            new('a', 5000), new('(', 4000), string.Concat(Enumerable.Repeat("NOT ", 1000)) + "a=1",
            string.Join(" OR ", Enumerable.Repeat("a=1", 500)), string.Concat(Enumerable.Repeat("-(", 2000)),
        ];

        Assert.That(huge, Has.All.Matches<string>(text => IsRefused(text)));
    }

    [Test]
    public void Parse_OfRandomPieces_ThrowsNothingButTheContract()
    {
        string[] pieces = ["a", ".", "\"b c\"", "=", "!=", "<", ":", "(", ")", "AND", "OR", "NOT", "-", " ", "1", "*", "'", "\\", "\"", "é"];
        const int Seed = 7;
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.That(() => IsRefused(text), Throws.Nothing, $"seed {Seed}, filter {text}");
        }
    }

    private static bool IsRefused(string? text)
    {
        try
        {
            _ = Filter.Parse(text!);
            return false;
        }
        catch (MaasException)
        {
            return true;
        }
    }

    private static string Show(Filter filter) => filter switch
    {
        Filter.Conjunction all => $"({string.Join(" & ", all.Terms.Select(Show))})",
        Filter.Disjunction any => $"({string.Join(" | ", any.Terms.Select(Show))})",
        Filter.Negation not => $"!{Show(not.Term)}",
        Filter.Restriction one => string.Create(CultureInfo.InvariantCulture, $"{string.Join('/', one.Path)}{Symbol(one.Comparison)}{(one.IsQuoted ? $"\"{one.Value}\"" : one.Value)}"),
        _ => throw new NotSupportedException(),
    };

    private static string Symbol(FilterComparison comparison) => comparison switch
    {
        FilterComparison.Equal => "=",
        FilterComparison.NotEqual => "!=",
        FilterComparison.Less => "<",
        FilterComparison.LessOrEqual => "<=",
        FilterComparison.Greater => ">",
        FilterComparison.GreaterOrEqual => ">=",
        _ => ":",
    };
}
