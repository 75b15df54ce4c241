namespace Maas.Training.Search.Spaces;

/// <summary>
/// The unit scale of a parameter. Each integer owns a cell of it from half a step below to half a step above, so that the first and the last are as likely as
/// those between.
/// </summary>
/// <param name="parameter">A parameter that keeps its rules.</param>
internal sealed class UnitScale(SearchParameter parameter)
{
    private readonly double _low = Bend(parameter, parameter.Low - HalfStep(parameter));
    private readonly double _high = Bend(parameter, Last(parameter) + HalfStep(parameter));

    /// <summary>Values of a category; 0 for others.</summary>
    public int ChoiceCount => parameter.Choices.Count;

    /// <summary>Whether values own cells.</summary>
    public bool IsInteger => parameter.Kind == ParameterKind.Integer;

    /// <summary>The value at a place.</summary>
    /// <param name="unit">In [0, 1]. Of a category, each choice owns an equal part.</param>
    public ParameterValue At(double unit)
    {
        if (ChoiceCount > 0)
        {
            return ParameterValue.Of(parameter.Choices[Math.Min((int)(unit * ChoiceCount), ChoiceCount - 1)]);
        }

        var bent = _low + (unit * (_high - _low));
        var value = parameter.IsLogarithmic ? Math.Exp(bent) : bent;
        return ParameterValue.Of(IsInteger ? Nearest(value) : Math.Clamp(value, parameter.Low, parameter.High));
    }

    /// <summary>The place of a number, in [0, 1]; the index of a category.</summary>
    public double Of(ParameterValue value) =>
        ChoiceCount > 0 ? IndexOf(value.Text!) : Place(value.Number!.Value);

    /// <summary>Where the cell of an integer begins and ends, in [0, 1].</summary>
    public (double Low, double High) CellOf(double number) =>
        (Place(number - HalfStep(parameter)), Place(number + HalfStep(parameter)));

    /// <summary>All values in order; without an end worth reaching for a real parameter, so ask only others.</summary>
    public IEnumerable<ParameterValue> Values()
    {
        if (ChoiceCount > 0)
        {
            return parameter.Choices.Select(ParameterValue.Of);
        }

        return Integers();
    }

    private IEnumerable<ParameterValue> Integers()
    {
        for (var value = parameter.Low; value <= parameter.High; value += parameter.Step)
        {
            yield return ParameterValue.Of(value);
        }
    }

    private double IndexOf(string text)
    {
        for (var i = 0; i < ChoiceCount; i++)
        {
            if (parameter.Choices[i] == text)
            {
                return i;
            }
        }

        throw new ArgumentException($"'{parameter.Name}' has no choice '{text}'.", nameof(text));
    }

    private double Place(double number) => Math.Clamp((Bend(parameter, number) - _low) / (_high - _low), 0, 1);

    private double Nearest(double value)
    {
        var steps = Math.Round((value - parameter.Low) / parameter.Step, MidpointRounding.AwayFromZero);
        return Math.Clamp(parameter.Low + (steps * parameter.Step), parameter.Low, Last(parameter));
    }

    private static double Last(SearchParameter parameter) => parameter.Kind == ParameterKind.Integer
        ? parameter.Low + (Math.Floor((parameter.High - parameter.Low) / parameter.Step) * parameter.Step)
        : parameter.High;

    private static double HalfStep(SearchParameter parameter) => parameter.Kind == ParameterKind.Integer ? parameter.Step / 2 : 0;

    private static double Bend(SearchParameter parameter, double number) => parameter.IsLogarithmic ? Math.Log(number) : number;
}
