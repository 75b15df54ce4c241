namespace Maas.Statistics.Samples;

/// <summary>Walks the distinct values of two sorted samples upwards, telling how many of each are not above. Allocates nothing.</summary>
internal ref struct MergedValues
{
    private readonly ReadOnlySpan<double> _left;
    private readonly ReadOnlySpan<double> _right;

    public MergedValues(SortedSample left, SortedSample right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        _left = left.Values;
        _right = right.Values;
    }

    /// <summary>The distinct value it stands at.</summary>
    public double Value { get; private set; }

    /// <summary>Values on the left up to and including it.</summary>
    public int Left { get; private set; }

    /// <summary>Values on the right up to and including it.</summary>
    public int Right { get; private set; }

    public bool MoveNext()
    {
        if (Left < _left.Length && (Right == _right.Length || _left[Left] <= _right[Right]))
        {
            Value = _left[Left];
        }
        else if (Right < _right.Length)
        {
            Value = _right[Right];
        }
        else
        {
            return false;
        }

        while (Left < _left.Length && _left[Left] == Value)
        {
            Left++;
        }

        while (Right < _right.Length && _right[Right] == Value)
        {
            Right++;
        }

        return true;
    }
}
