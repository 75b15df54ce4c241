namespace Maas.Onnx.Building;

/// <summary>Size of one dimension: a number, or a name for any size.</summary>
public readonly record struct OnnxDimension
{
    private OnnxDimension(long size, string? symbol)
    {
        Size = size;
        Symbol = symbol;
    }

    /// <summary>The batch dimension: any number of rows, the same for all inputs and outputs.</summary>
    public static OnnxDimension Batch { get; } = new(-1, "N");

    /// <summary>Any size; the same wherever it has this name.</summary>
    public static OnnxDimension Named(string symbol) => new(-1, symbol);

    /// <summary>Size, 0 or more; -1 when it is only named.</summary>
    public long Size { get; }

    /// <summary>Name of the size; null when it is a number.</summary>
    public string? Symbol { get; }

    /// <summary>A fixed size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static implicit operator OnnxDimension(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new OnnxDimension(size, null);
    }
}
