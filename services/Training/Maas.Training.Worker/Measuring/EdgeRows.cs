using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Measuring;

/// <summary>Rows that no table may hold and a client will send one day.</summary>
internal static class EdgeRows
{
    private const string UnseenCategory = "\u0001 never seen";

    /// <summary>
    /// Four rows made from the given ones: everything missing; every category unseen; all numbers at their
    /// smallest; all numbers at their largest. Of images: black, white, the first, the last.
    /// </summary>
    public static RawRows Of(RawRows rows) => new(4, [.. rows.Columns.Select(Edges)]);

    private static RawColumn Edges(RawColumn column)
    {
        if (column.Texts is { } texts)
        {
            return column with { Texts = ["", UnseenCategory, texts[0], texts[^1]] };
        }

        if (column.Pixels is { } pixels)
        {
            var length = column.Grid.Length;
            return column with
            {
                Pixels = [.. new byte[length], .. Enumerable.Repeat(byte.MaxValue, length), .. pixels[..length], .. pixels[^length..]],
            };
        }

        var present = column.Numbers!.Where(number => !float.IsNaN(number)).DefaultIfEmpty(0).ToList();
        return column with { Numbers = [float.NaN, present[0], present.Min(), present.Max()] };
    }
}
