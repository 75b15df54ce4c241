namespace Maas.Statistics.Tests;

/// <summary>
/// Numbers that every language makes alike, to the bit: exact in IEEE doubles. Constants of "Numerical Recipes",
/// 3rd edition, section 7.1.
/// </summary>
internal sealed class LinearCongruential(uint seed)
{
    private uint _state = seed;

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUniform()
    {
        _state = unchecked((1664525 * _state) + 1013904223);
        return _state / 4294967296.0;
    }

    /// <summary>Near to normal: mean 0, variance 1, in [-6, 6).</summary>
    public double NextNormal()
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++)
        {
            sum += NextUniform();
        }

        return sum - 6;
    }

    public double[] Normals(int count, double shift = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => NextNormal() + shift)];
}
