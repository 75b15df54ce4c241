namespace Maas.Training.Datasets;

/// <summary>
/// Finds out the kind of a column from its values. Numeric: at least 90 % of the values present are numbers; the rest
/// are faults that will be rejected. Otherwise categorical: at most 20 distinct values, or at most 1,000 that make up
/// at most a tenth of the values. All else, and a column without any value, is text.
/// </summary>
internal sealed class KindRule
{
    private const double LeastNumericShare = 0.9;
    private const int FewValues = 20;
    private const int MostCategories = 1000;
    private const double LargestCategoryShare = 0.1;

    private readonly HashSet<ulong> _distinct = [];
    private long _present;
    private long _numbers;

    /// <summary>The kind by all cells seen so far.</summary>
    public ColumnKind Kind
    {
        get
        {
            if (_present == 0)
            {
                return ColumnKind.Text;
            }

            if (_numbers >= LeastNumericShare * _present)
            {
                return ColumnKind.Numeric;
            }

            var isCategorical = _distinct.Count <= FewValues
                || (_distinct.Count <= MostCategories && _distinct.Count <= LargestCategoryShare * _present);
            return isCategorical ? ColumnKind.Categorical : ColumnKind.Text;
        }
    }

    /// <summary>Takes one more cell into account.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        if (!CellText.IsMissing(cell))
        {
            Add(cell, CellText.TryParseNumber(cell, out _));
        }
    }

    /// <summary>Takes one more cell with a value into account.</summary>
    /// <param name="cell">The value.</param>
    /// <param name="isNumber">It is a number.</param>
    public void Add(ReadOnlySpan<byte> cell, bool isNumber)
    {
        _present++;
        _numbers += isNumber ? 1 : 0;

        // Past the limit the exact number does not matter. A collision of 64-bit hashes among 1,000 values is not to
        // be feared: its probability is below 3e-14.
        if (_distinct.Count <= MostCategories)
        {
            _distinct.Add(Hash(cell));
        }
    }

    // FNV-1a, 64 bits. Source: Fowler, Noll, Vo; RFC 9923.
    private static ulong Hash(ReadOnlySpan<byte> cell)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in cell)
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
