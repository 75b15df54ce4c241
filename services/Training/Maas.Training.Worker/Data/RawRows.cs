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
