using Maas.Imaging;

namespace Maas.Training.Worker.Data;

/// <summary>One column: numbers, texts, or images.</summary>
/// <param name="Name">Name of the column and of the input.</param>
/// <param name="Numbers">NaN is missing; null for a column of something else.</param>
/// <param name="Texts">Empty is missing; null for a column of something else.</param>
internal sealed record RawColumn(string Name, float[]? Numbers, string[]? Texts)
{
    /// <summary>Images: shape [rows, height, width, channels], row-major; null for a column of something else.</summary>
    public byte[]? Pixels { get; init; }

    /// <summary>What images were brought to.</summary>
    public ImageGrid Grid { get; init; }

    /// <summary>A copy of some rows, in the order of <paramref name="indices"/>.</summary>
    public RawColumn Take(ReadOnlySpan<int> indices) => this with
    {
        Numbers = Numbers is null ? null : Take(Numbers, indices, 1),
        Texts = Texts is null ? null : Take(Texts, indices, 1),
        Pixels = Pixels is null ? null : Take(Pixels, indices, Grid.Length),
    };

    /// <summary>The rows of this column, then those of another of the same kind.</summary>
    public RawColumn Append(RawColumn other) => this with
    {
        Numbers = Numbers is null ? null : [.. Numbers, .. other.Numbers!],
        Texts = Texts is null ? null : [.. Texts, .. other.Texts!],
        Pixels = Pixels is null ? null : [.. Pixels, .. other.Pixels!],
    };

    private static T[] Take<T>(T[] values, ReadOnlySpan<int> indices, int width)
    {
        var taken = new T[LongArray.Length<T>(indices.Length, width, "values of a column")];
        for (var i = 0; i < indices.Length; i++)
        {
            values.AsSpan(indices[i] * width, width).CopyTo(taken.AsSpan(i * width));
        }

        return taken;
    }
}
