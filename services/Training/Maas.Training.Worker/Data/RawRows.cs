namespace Maas.Training.Worker.Data;

/// <summary>Rows as a caller of the model would send them.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Columns">One per input of the graph, in its order, each with <paramref name="Count"/> values.</param>
internal sealed record RawRows(int Count, IReadOnlyList<RawColumn> Columns)
{
    /// <summary>A copy of some rows, in the order of <paramref name="indices"/>.</summary>
    public RawRows Take(ReadOnlySpan<int> indices)
    {
        var columns = new RawColumn[Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = Columns[i].Take(indices);
        }

        return new RawRows(indices.Length, columns);
    }
}

/// <summary>One column: either numbers or texts.</summary>
/// <param name="Name">Name of the column and of the input.</param>
/// <param name="Numbers">NaN is missing; null for a column of texts.</param>
/// <param name="Texts">Empty is missing; null for a column of numbers.</param>
internal sealed record RawColumn(string Name, float[]? Numbers, string[]? Texts)
{
    /// <summary>A copy of some rows, in the order of <paramref name="indices"/>.</summary>
    public RawColumn Take(ReadOnlySpan<int> indices) => this with
    {
        Numbers = Numbers is null ? null : Take(Numbers, indices),
        Texts = Texts is null ? null : Take(Texts, indices),
    };

    /// <summary>The rows of this column, then those of another of the same kind.</summary>
    public RawColumn Append(RawColumn other) => this with
    {
        Numbers = Numbers is null ? null : [.. Numbers, .. other.Numbers!],
        Texts = Texts is null ? null : [.. Texts, .. other.Texts!],
    };

    private static T[] Take<T>(T[] values, ReadOnlySpan<int> indices)
    {
        var taken = new T[indices.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = values[indices[i]];
        }

        return taken;
    }
}
