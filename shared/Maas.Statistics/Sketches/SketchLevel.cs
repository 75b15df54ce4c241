using System.Runtime.InteropServices;

namespace Maas.Statistics.Sketches;

/// <summary>The values of one level of a <see cref="QuantileSketch"/>. Not thread-safe.</summary>
internal sealed class SketchLevel
{
    private readonly List<double> _values = [];

    public ReadOnlySpan<double> Values => CollectionsMarshal.AsSpan(_values);

    public void Add(double value) => _values.Add(value);

    public void AddRange(ReadOnlySpan<double> values) => _values.AddRange(values);

    /// <summary>Sends every other value up and forgets the rest; of an odd number, the last one stays. Returns how many were forgotten.</summary>
    /// <param name="above">The next level.</param>
    /// <param name="odd">Whether the second, fourth and so on go up, else the first, third and so on.</param>
    public int Halve(SketchLevel above, bool odd)
    {
        var pairs = _values.Count / 2;
        var values = CollectionsMarshal.AsSpan(_values)[..(2 * pairs)];
        values.Sort();
        for (var i = odd ? 1 : 0; i < values.Length; i += 2)
        {
            above._values.Add(values[i]);
        }

        _values.RemoveRange(0, 2 * pairs);
        return pairs;
    }
}
