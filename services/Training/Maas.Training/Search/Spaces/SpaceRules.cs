using Maas.Errors;

namespace Maas.Training.Search.Spaces;

/// <summary>Checks a space and finds every fault of it.</summary>
/// <param name="root">Path of the space in the request.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class SpaceRules(string root, List<FieldViolation> violations)
{
    private const int MaxChoices = 1000;
    private const double LargestInteger = 1L << 31;
    private const double NarrowestLogRange = 1e-9;

    /// <summary>Checks all of it. Whether it is sound is told by the violations.</summary>
    public void Check(SearchSpace space)
    {
        Require(space.Parameters.Count is >= 1 and <= SearchSpace.MaxParameters, "parameters",
            $"Expected 1-{SearchSpace.MaxParameters} parameters to search, got {space.Parameters.Count}.");
        var before = new Dictionary<string, SearchParameter>();
        for (var i = 0; i < space.Parameters.Count; i++)
        {
            var parameter = space.Parameters[i];
            var path = $"parameters[{i}]";
            Require(parameter.Name.Length > 0, $"{path}.name", "Expected a name, got none.");
            CheckKind(parameter, path);
            CheckCondition(parameter, before, path);
            Require(before.TryAdd(parameter.Name, parameter), $"{path}.name", $"'{parameter.Name}' is there twice; leave one out.");
        }
    }

    private void CheckKind(SearchParameter parameter, string path)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Real:
                CheckRange(parameter, path);
                break;
            case ParameterKind.Integer:
                CheckRange(parameter, path);
                CheckWholeness(parameter, path);
                break;
            case ParameterKind.Categorical:
                Require(parameter.Choices.Count is >= 2 and <= MaxChoices, $"{path}.values",
                    $"Expected 2-{MaxChoices} values, got {parameter.Choices.Count}.");
                Require(parameter.Choices.Distinct().Count() == parameter.Choices.Count, $"{path}.values", "A value is there twice; leave one out.");
                break;
            default:
                Require(false, $"{path}.kind",
                    $"Expected {string.Join(" or ", ParameterKind.All.Select(kind => $"'{kind}'"))}, got '{parameter.Kind}'.");
                break;
        }
    }

    private void CheckRange(SearchParameter parameter, string path)
    {
        Require(double.IsFinite(parameter.Low), $"{path}.low", $"Expected a finite number, got {parameter.Low}.");
        Require(double.IsFinite(parameter.High) && !(parameter.High <= parameter.Low), $"{path}.high",
            $"Expected a finite number above the lowest value {parameter.Low}, got {parameter.High}.");
        Require(!double.IsInfinity(parameter.High - parameter.Low), $"{path}.high", "The range is wider than numbers go; narrow it.");
        Require(!parameter.IsLogarithmic || parameter.Low > 0, $"{path}.low",
            $"Expected a number above 0 on a logarithmic scale, got {parameter.Low}.");
        Require(!(parameter.IsLogarithmic && parameter.Low > 0 && Math.Log(parameter.High / parameter.Low) < NarrowestLogRange), $"{path}.high",
            "The range is too narrow for a logarithmic scale; make it linear.");
        Require(parameter.Choices.Count == 0, $"{path}.values", $"A parameter that is '{parameter.Kind}' has no values; leave them out.");
    }

    private void CheckWholeness(SearchParameter parameter, string path)
    {
        Require(IsWhole(parameter.Low), $"{path}.low", $"Expected a whole number, got {parameter.Low}.");
        Require(IsWhole(parameter.High), $"{path}.high", $"Expected a whole number, got {parameter.High}.");
        Require(IsWhole(parameter.Step) && parameter.Step >= 1 && !(parameter.Step > parameter.High - parameter.Low), $"{path}.step",
            $"Expected a whole number from 1 to the width of the range, got {parameter.Step}.");
        Require(!parameter.IsLogarithmic || parameter.Step == 1, $"{path}.step",
            $"Expected 1 on a logarithmic scale, got {parameter.Step}.");
    }

    private void CheckCondition(SearchParameter parameter, Dictionary<string, SearchParameter> before, string path)
    {
        if (parameter.Condition is not { } condition)
        {
            return;
        }

        if (!before.TryGetValue(condition.Parameter, out var other))
        {
            Require(false, $"{path}.condition_parameter",
                $"Expected the name of a parameter that stands before this one, got '{condition.Parameter}'.");
            return;
        }

        Require(other.Kind != ParameterKind.Real, $"{path}.condition_parameter",
            $"'{other.Name}' is 'real'; a condition can look at 'integer' and 'categorical' parameters only.");
        Require(condition.Values.Count > 0, $"{path}.condition_values", "Expected one value or more, got none.");
        foreach (var value in condition.Values.Where(value => !other.Has(value)))
        {
            Require(false, $"{path}.condition_values", $"'{other.Name}' is never '{value}'.");
        }
    }

    private static bool IsWhole(double number) => Math.Abs(number) <= LargestInteger && Math.Floor(number) == number;

    private void Require(bool condition, string field, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation($"{root}.{field}", description));
        }
    }
}
