namespace Maas.Monitoring.Baselines;

/// <summary>What a baseline must look like before samples are compared with it.</summary>
internal static class BaselineRules
{
    private const int MaxFeatures = 10_000;
    private const int MaxEdges = 1_000;
    private const int MaxCategories = 1_000;
    private const int MaxSlices = 100_000;

    // As many as a batch may have: sums stay far from the end of 64 bits, and shares exact.
    private const long MaxRows = 1_000_000_000_000;

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public static string? Problem(BaselineProfile profile)
    {
        if (profile.Features.Count is 0 or > MaxFeatures)
        {
            return $"expected 1 to {MaxFeatures} features, got {profile.Features.Count}.";
        }

        if (profile.Features.CountBy(feature => feature.Feature).FirstOrDefault(pair => pair.Value > 1).Key is { } twin)
        {
            return $"the feature '{twin}' comes twice.";
        }

        return profile.Features.Select(Problem).FirstOrDefault(problem => problem is not null)
            ?? (profile.Performance is { } performance ? PerformanceBaselineRules.Problem(performance) : null)
            ?? SlicesProblem(profile);
    }

    private static string? SlicesProblem(BaselineProfile profile)
    {
        var slices = profile.Slices ?? [];
        if (slices.Count > MaxSlices)
        {
            return $"expected at most {MaxSlices} slices, got {slices.Count}.";
        }

        foreach (var slice in slices)
        {
            if (!slice.Counts.Select(counts => counts.Bins.Length).SequenceEqual(profile.Features.Select(feature => feature.BinCounts().Length)))
            {
                return $"the slice '{slice.Feature}={slice.Value}': expected counts over the bins of each feature.";
            }

            if (slice.Counts.Select(counts => CountProblem([.. counts.Bins, counts.MissingCount])).FirstOrDefault(problem => problem is not null) is { } problem)
            {
                return $"the slice '{slice.Feature}={slice.Value}': {problem}";
            }
        }

        return null;
    }

    private static string? Problem(FeatureBaseline feature)
    {
        var problem = feature switch
        {
            { Feature.Length: 0 } => "it has no name.",
            { MissingCount: < 0 or > MaxRows } => $"its missing rows are not 0 to {MaxRows}.",
            { Numeric: { } numeric, Categorical: null } => Problem(numeric),
            { Numeric: null, Categorical: { } categorical } => Problem(categorical),
            _ => "it is neither numeric nor categorical.",
        };
        return problem is null ? null : $"feature '{feature.Feature}': {problem}";
    }

    private static string? Problem(NumericBaseline numeric)
    {
        if (numeric.Edges.Length > MaxEdges || numeric.Counts.Length != numeric.Edges.Length + 1)
        {
            return $"expected at most {MaxEdges} edges and one more count, got {numeric.Edges.Length} edges and "
                + $"{numeric.Counts.Length} counts.";
        }

        for (var i = 0; i < numeric.Edges.Length; i++)
        {
            if (!double.IsFinite(numeric.Edges[i]) || (i > 0 && numeric.Edges[i] <= numeric.Edges[i - 1]))
            {
                return $"expected finite ascending edges, got {numeric.Edges[i]} at [{i}].";
            }
        }

        return numeric is { Minimum: { } minimum, Maximum: { } maximum } && !(minimum <= maximum)
            ? $"expected a range from the smallest to the largest value, got {minimum} to {maximum}."
            : CountProblem(numeric.Counts);
    }

    private static string? Problem(CategoricalBaseline categorical)
    {
        if (categorical.Categories.Length > MaxCategories
            || categorical.Categories.Length != categorical.Counts.Length)
        {
            return $"expected at most {MaxCategories} categories and as many counts, got "
                + $"{categorical.Categories.Length} and {categorical.Counts.Length}.";
        }

        return categorical.Categories.Distinct().Count() != categorical.Categories.Length
            ? "a category comes twice."
            : CountProblem([.. categorical.Counts, categorical.OtherCount]);
    }

    private static string? CountProblem(long[] counts) =>
        counts.Any(count => count is < 0 or > MaxRows) || counts.Sum(count => (double)count) > MaxRows
            ? $"expected counts of 0 or more, at most {MaxRows} together."
            : null;
}
