using Maas.Errors;
using Maas.Training.Search.Spaces;

namespace Maas.Training.Tests.Search;

internal sealed class SpaceTests
{
    private static readonly SearchParameter Solver = new() { Name = "solver", Kind = ParameterKind.Categorical, Choices = ["sgd", "adam"] };
    private static readonly SearchParameter Layers = new() { Name = "layers", Kind = ParameterKind.Integer, Low = 1, High = 3 };

    [Test]
    public void Check_TellsEveryFaultAtOnce()
    {
        var violations = new List<FieldViolation>();

        new SpaceRules("space", violations).Check(new SearchSpace
        {
            Parameters =
            [
                new SearchParameter { Name = "a", Kind = ParameterKind.Real, Low = 0, High = double.NaN, IsLogarithmic = true },
                new SearchParameter { Name = "a", Kind = ParameterKind.Categorical, Choices = ["x", "x"] },
                new SearchParameter { Name = "b", Kind = ParameterKind.Integer, Low = 0.5, High = 8, Step = 9 },
                new SearchParameter { Name = "", Kind = "complex" },
                Layers with { Condition = On("later", "x") },
                Solver with { Condition = On("layers", "x") },
            ],
        });

        Assert.That(violations.Select(violation => violation.Field), Is.EqualTo(new[]
        {
            "space.parameters[0].high", "space.parameters[0].low", "space.parameters[1].values", "space.parameters[1].name",
            "space.parameters[2].low", "space.parameters[2].step", "space.parameters[3].name", "space.parameters[3].kind",
            "space.parameters[4].condition_parameter", "space.parameters[5].condition_values",
        }));
    }

    [Test]
    public void Check_OfASoundSpace_FindsNothing([Values] bool isConditional)
    {
        var violations = new List<FieldViolation>();

        new SpaceRules("space", violations).Check(isConditional ? Landscapes.Branches.Space : Landscapes.Hartmann.Space);

        Assert.That(violations, Is.Empty);
    }

    [TestCase(ParameterKind.Real, -double.MaxValue, double.MaxValue, false)]
    [TestCase(ParameterKind.Real, 5, 5, false)]
    [TestCase(ParameterKind.Real, 1, 1.0000000000000002, true)]
    [TestCase(ParameterKind.Integer, 1, 4294967296, false)]
    public void Check_OfARangeThatHasNoScale_IsAFault(string kind, double low, double high, bool isLogarithmic)
    {
        var violations = new List<FieldViolation>();

        new SpaceRules("space", violations).Check(
            new SearchSpace { Parameters = [Layers with { Kind = kind, Low = low, High = high, IsLogarithmic = isLogarithmic }] });

        Assert.That(violations.Select(violation => violation.Field), Is.EqualTo(new[] { "space.parameters[0].high" }));
    }

    [TestCase(0)]
    [TestCase(65)]
    public void Check_OfTooFewOrTooManyParameters_IsAFault(int count)
    {
        var violations = new List<FieldViolation>();

        new SpaceRules("space", violations).Check(
            new SearchSpace { Parameters = [.. Enumerable.Range(0, count).Select(i => Layers with { Name = $"p{i}" })] });

        Assert.That(violations.Single().Field, Is.EqualTo("space.parameters"));
    }

    [TestCase(0, ExpectedResult = 10)]
    [TestCase(0.1, ExpectedResult = 10)]
    [TestCase(0.15, ExpectedResult = 25)]
    [TestCase(0.5, ExpectedResult = 55)]
    [TestCase(1, ExpectedResult = 100)]
    public double IntegersOwnEqualPartsOfTheScale(double unit) =>
        new UnitScale(Layers with { Low = 10, High = 105, Step = 15 }).At(unit).Number!.Value;

    [TestCase(0, ExpectedResult = 0.001)]
    [TestCase(0.5, ExpectedResult = 0.1)]
    [TestCase(1, ExpectedResult = 10)]
    public double LogarithmicRealsAreHalfwayAtTheGeometricMean(double unit) =>
        Math.Round(new UnitScale(Layers with { Kind = ParameterKind.Real, Low = 0.001, High = 10, IsLogarithmic = true }).At(unit).Number!.Value, 12);

    [Test]
    public void Of_IsTheInverseOfAt([Values] bool isLogarithmic)
    {
        var scale = new UnitScale(Layers with { Low = 1, High = 500, IsLogarithmic = isLogarithmic });

        for (var value = 1; value <= 500; value++)
        {
            Assert.That(scale.At(scale.Of(ParameterValue.Of(value))).Number, Is.EqualTo(value));
        }
    }

    [Test]
    public void At_LeavesOutWhatIsNotThere()
    {
        var chosen = Landscapes.Branches.Space.At([0.5, 0.5, 0.5, 0.5, 0.5]);

        Assert.That(chosen.Keys, Is.EquivalentTo(new[] { "solver", "adam_rate", "layers", "batch" }));
    }

    [Test]
    public void Groups_HoldWhatIsThereTogether() =>
        Assert.That(Landscapes.Branches.Space.Groups, Is.EqualTo(new int[][] { [0, 3, 4], [1], [2] }));

    [Test]
    public void Combinations_AreAll_AndNoneOfARealParameter()
    {
        var space = new SearchSpace { Parameters = [Solver, Layers with { Condition = On("solver", "adam") }] };

        Assert.That(
            space.Combinations()!.Select(chosen => string.Join(' ', chosen.Values)),
            Is.EqualTo(new[] { "sgd", "adam 1", "adam 2", "adam 3" }));
        Assert.That(Landscapes.Branin.Space.Combinations(), Is.Null);
    }

    private static ParameterCondition On(string parameter, string value) =>
        new() { Parameter = parameter, Values = [ParameterValue.Of(value)] };
}
