using System.Globalization;
using Maas.Training.Search.Spaces;

namespace Maas.Training.Jobs;

/// <summary>One hyperparameter by its name: read it, set it, and tell which algorithms have it.</summary>
/// <param name="Name">As in the contract, e.g. <c>learning_rate</c>.</param>
/// <param name="Kind">Of its values when a range of them is searched.</param>
/// <param name="Get">Its value; null when it is not set.</param>
/// <param name="Set">The knobs with a value of it.</param>
/// <param name="Belongs">Whether an algorithm, stepwise or not, has it.</param>
internal sealed record KnobField(
    string Name, string Kind, Func<Knobs, ParameterValue?> Get, Func<Knobs, ParameterValue, Knobs> Set, Func<string, bool, bool> Belongs)
{
    /// <summary>A number.</summary>
    public static KnobField Real(string name, Func<Knobs, double?> get, Func<Knobs, double, Knobs> set, Func<string, bool, bool> belongs) => new(
        name, ParameterKind.Real, knobs => get(knobs) is { } number ? ParameterValue.Of(number) : null, (knobs, value) => set(knobs, NumberOf(value)), belongs);

    /// <summary>A whole number.</summary>
    public static KnobField Integer(string name, Func<Knobs, int?> get, Func<Knobs, int, Knobs> set, Func<string, bool, bool> belongs) => new(
        name, ParameterKind.Integer, knobs => get(knobs) is { } number ? ParameterValue.Of(number) : null,
        (knobs, value) => set(knobs, checked((int)NumberOf(value))), belongs);

    /// <summary>A word.</summary>
    public static KnobField Word(string name, Func<Knobs, string> get, Func<Knobs, string, Knobs> set, Func<string, bool, bool> belongs) => new(
        name, ParameterKind.Categorical, knobs => get(knobs) is { Length: > 0 } word ? ParameterValue.Of(word) : null,
        (knobs, value) => set(knobs, $"{value}"), belongs);

    /// <summary>Yes or no.</summary>
    public static KnobField Flag(string name, Func<Knobs, bool?> get, Func<Knobs, bool, Knobs> set, Func<string, bool, bool> belongs) => new(
        name, ParameterKind.Categorical, knobs => get(knobs) is { } flag ? ParameterValue.Of(flag ? "true" : "false") : null,
        (knobs, value) => set(knobs, bool.Parse($"{value}")), belongs);

    /// <summary>Several whole numbers.</summary>
    public static KnobField Sizes(
        string name, Func<Knobs, IReadOnlyList<int>> get, Func<Knobs, IReadOnlyList<int>, Knobs> set, Func<string, bool, bool> belongs) => new(
        name, ParameterKind.Categorical, knobs => get(knobs) is { Count: > 0 } sizes ? ParameterValue.Of(string.Join(',', sizes)) : null,
        (knobs, value) => set(knobs, [.. $"{value}".Split(',').Select(size => int.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture))]), belongs);

    private static double NumberOf(ParameterValue value) =>
        value.Number ?? double.Parse(value.Text!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
