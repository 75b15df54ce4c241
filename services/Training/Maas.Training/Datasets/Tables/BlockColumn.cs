namespace Maas.Training.Datasets.Tables;

/// <summary>One column of a <see cref="RowBlock"/>: numbers, or bytes one behind the other. Not thread-safe.</summary>
/// <param name="isNumeric">Numbers; otherwise bytes, UTF-8 text or an image.</param>
internal sealed class BlockColumn(bool isNumeric)
{
    private readonly double[] _numbers = isNumeric ? new double[RowBlock.MaxRows] : [];
    private readonly int[] _ends = isNumeric ? [] : new int[RowBlock.MaxRows];
    private readonly ulong[] _present = new ulong[RowBlock.MaxRows / 64];
    private byte[] _bytes = isNumeric ? [] : new byte[RowBlock.MaxRows];
    private int _count;

    /// <summary>Numbers; otherwise bytes.</summary>
    public bool IsNumeric => isNumeric;

    /// <summary>Some row has no value.</summary>
    public bool HasMissing { get; private set; }

    /// <summary>Bytes of all values.</summary>
    public int ByteCount => isNumeric || _count == 0 ? 0 : _ends[_count - 1];

    /// <summary>One bit per row, 64 to a word, the first row lowest: set when the row has a value.</summary>
    public ReadOnlySpan<ulong> Present => _present;

    /// <summary>Shape [rows]; 0 for a row without a value.</summary>
    public ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, isNumeric ? _count : 0);

    /// <summary>The bytes of one row.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends[row - 1];
            return _bytes.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>Tells whether a row has a value.</summary>
    public bool Has(int row) => (_present[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>Adds a row with a number.</summary>
    public void Add(double number)
    {
        _present[_count >> 6] |= 1UL << (_count & 63);
        _numbers[_count++] = number;
    }

    /// <summary>Adds a row with bytes, which are copied.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var start = ByteCount;
        if (_bytes.Length - start < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, start + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(start));
        _present[_count >> 6] |= 1UL << (_count & 63);
        _ends[_count++] = start + bytes.Length;
    }

    /// <summary>Adds a row without a value.</summary>
    public void AddMissing()
    {
        HasMissing = true;
        if (isNumeric)
        {
            _numbers[_count] = 0;
        }
        else
        {
            _ends[_count] = ByteCount;
        }

        _count++;
    }

    /// <summary>Takes rows away again, the last ones first.</summary>
    public void Cut(int rowCount)
    {
        for (; _count > rowCount; _count--)
        {
            _present[(_count - 1) >> 6] &= ~(1UL << ((_count - 1) & 63));
        }
    }

    /// <summary>Takes all rows away.</summary>
    public void Clear()
    {
        _count = 0;
        HasMissing = false;
        Array.Clear(_present);
    }
}
