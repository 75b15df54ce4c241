namespace Maas.Statistics;

/// <summary>One tree of an <see cref="IsolationForest"/>. Immutable after it has grown.</summary>
internal sealed class IsolationTree
{
    private readonly List<Node> _nodes = [];
    private readonly int _columnCount;
    private readonly int _maxDepth;

    private IsolationTree(int columnCount, int rowCount)
    {
        _columnCount = columnCount;

        // Deeper than the average tree, all rows are normal (Liu et al., section 4.1).
        _maxDepth = (int)Math.Ceiling(Math.Log2(rowCount));
    }

    /// <summary>Parts rows at random until each is alone or the depth is used up.</summary>
    /// <param name="rows">Shape [rows, columns], row-major.</param>
    /// <param name="columnCount">Columns.</param>
    /// <param name="members">The rows that it sees; reordered on the way.</param>
    /// <param name="random">Draws columns and cuts.</param>
    public static IsolationTree Grow(ReadOnlySpan<double> rows, int columnCount, Span<int> members, Random random)
    {
        var tree = new IsolationTree(columnCount, members.Length);
        tree.Grow(rows, members, depth: 0, random);
        return tree;
    }

    /// <summary>Cuts that part this row from the others, with the average of those that were not made. Allocates nothing.</summary>
    /// <param name="row">Shape [columns].</param>
    public double PathLength(ReadOnlySpan<double> row)
    {
        var nodes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes);
        ref readonly var node = ref nodes[0];
        while (node.Column >= 0)
        {
            node = ref nodes[row[node.Column] < node.Value ? node.Left : node.Right];
        }

        return node.Value;
    }

    private int Grow(ReadOnlySpan<double> rows, Span<int> members, int depth, Random random)
    {
        var index = _nodes.Count;
        _nodes.Add(new Node(-1, depth + IsolationForest.AveragePathLength(members.Length), 0, 0));
        if (members.Length <= 1 || depth >= _maxDepth || !TryCut(rows, members, random, out var column, out var cut))
        {
            return index;
        }

        var middle = Part(rows, members, column, cut);
        var left = Grow(rows, members[..middle], depth + 1, random);
        var right = Grow(rows, members[middle..], depth + 1, random);
        _nodes[index] = new Node(column, cut, left, right);
        return index;
    }

    // Columns are tried in random order until one varies: the same as a draw among those that do.
    private bool TryCut(ReadOnlySpan<double> rows, Span<int> members, Random random, out int column, out double cut)
    {
        Span<int> columns = _columnCount <= 256 ? stackalloc int[_columnCount] : new int[_columnCount];
        for (var i = 0; i < _columnCount; i++)
        {
            columns[i] = i;
        }

        for (var left = _columnCount; left > 0; left--)
        {
            var drawn = random.Next(left);
            column = columns[drawn];
            columns[drawn] = columns[left - 1];
            var (min, max) = Range(rows, members, column);
            if (min < max)
            {
                // In (min, max], so that neither side is empty; halves, as the whole range may be larger than any number.
                cut = 2 * ((min / 2) + ((1 - random.NextDouble()) * ((max / 2) - (min / 2))));
                cut = Math.Clamp(cut, Math.BitIncrement(min), max);
                return true;
            }
        }

        (column, cut) = (-1, 0);
        return false;
    }

    private (double Min, double Max) Range(ReadOnlySpan<double> rows, Span<int> members, int column)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var member in members)
        {
            var value = rows[(member * _columnCount) + column];
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    private int Part(ReadOnlySpan<double> rows, Span<int> members, int column, double cut)
    {
        var middle = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (rows[(members[i] * _columnCount) + column] < cut)
            {
                (members[i], members[middle]) = (members[middle], members[i]);
                middle++;
            }
        }

        return middle;
    }

    /// <summary>A cut, or the end of a path.</summary>
    /// <param name="Column">Which column is cut; -1 at the end.</param>
    /// <param name="Value">Where: smaller goes left. At the end, the length of the path.</param>
    /// <param name="Left">Index of the node on the left.</param>
    /// <param name="Right">Index of the node on the right.</param>
    private readonly record struct Node(int Column, double Value, int Left, int Right);
}
