using System.Text.Json.Serialization;

namespace Maas.Training.Search.Spaces;

/// <summary>The parameters that are searched. Immutable.</summary>
internal sealed class SearchSpace
{
    /// <summary>Parameters of a space at most, one dimension of <see cref="Sampling.SobolDirections"/> for each.</summary>
    public const int MaxParameters = 64;

    /// <summary>The parameters, 1 to <see cref="MaxParameters"/>; one that is conditional stands behind the one that it looks at.</summary>
    public required IReadOnlyList<SearchParameter> Parameters { get; init; }

    /// <summary>Unit scale of each parameter.</summary>
    [JsonIgnore]
    public IReadOnlyList<UnitScale> Scales => field ??= [.. Parameters.Select(parameter => new UnitScale(parameter))];

    /// <summary>
    /// Indexes of parameters that are always there together: those without a condition, then those of each condition, parents before children.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<int>> Groups => field ??= Grouped();

    /// <summary>The values at a point of the unit cube; conditional parameters that are not there have none.</summary>
    /// <param name="point">Shape [parameters], each in [0, 1].</param>
    public IReadOnlyDictionary<string, ParameterValue> At(ReadOnlySpan<double> point)
    {
        var chosen = new Dictionary<string, ParameterValue>();
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (Parameters[i].IsThere(chosen))
            {
                chosen[Parameters[i].Name] = Scales[i].At(point[i]);
            }
        }

        return chosen;
    }

    /// <summary>Every combination of values, one by one, the last parameter changing fastest; null when a parameter is real.</summary>
    public IEnumerable<IReadOnlyDictionary<string, ParameterValue>>? Combinations() =>
        Parameters.Any(parameter => parameter.Kind == ParameterKind.Real) ? null : Walk(0, new Dictionary<string, ParameterValue>());

    private IEnumerable<IReadOnlyDictionary<string, ParameterValue>> Walk(int depth, IReadOnlyDictionary<string, ParameterValue> chosen)
    {
        if (depth == Parameters.Count)
        {
            return [chosen];
        }

        var parameter = Parameters[depth];
        return parameter.IsThere(chosen)
            ? Scales[depth].Values().SelectMany(value =>
                Walk(depth + 1, new Dictionary<string, ParameterValue>(chosen) { [parameter.Name] = value }))
            : Walk(depth + 1, chosen);
    }

    private List<IReadOnlyList<int>> Grouped()
    {
        var groups = new List<(ParameterCondition? Condition, List<int> Members)>();
        for (var i = 0; i < Parameters.Count; i++)
        {
            var condition = Parameters[i].Condition;
            var at = groups.FindIndex(group => condition is null ? group.Condition is null : condition.IsSame(group.Condition));
            if (at < 0)
            {
                groups.Add((condition, []));
                at = groups.Count - 1;
            }

            groups[at].Members.Add(i);
        }

        return [.. groups.Select(group => group.Members)];
    }
}
