namespace Maas.Statistics.Tests;

/// <summary>
/// The generator behind numpy.random.RandomState and Python's random, so that published figures of seeded examples can be computed from the
/// same numbers.
/// </summary>
/// <remarks>
/// Sources: Matsumoto and Nishimura, "Mersenne Twister", 1998; normal numbers by Marsaglia's polar method, bounded ones by masks, as
/// numpy's legacy generator draws them.
/// </remarks>
internal sealed class MersenneTwister
{
    private const int Size = 624;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;
    private double? _spare;

    /// <summary>As numpy.random.seed does.</summary>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1u; i < Size; i++)
        {
            _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }
    }

    /// <summary>As random.Random does for a small whole seed.</summary>
    public static MersenneTwister OfPython(uint seed)
    {
        var twister = new MersenneTwister(19650218);
        var state = twister._state;
        var i = 1;
        for (var k = 0; k < Size; k++)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525)) + seed;
            i = twister.Advance(i);
        }

        for (var k = 1u; k < Size; k++)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941)) - (uint)i;
            i = twister.Advance(i);
        }

        state[0] = 0x80000000;
        return twister;
    }

    public uint NextWord()
    {
        if (_next == Size)
        {
            Twist();
        }

        var word = _state[_next++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9D2C5680;
        word ^= (word << 15) & 0xEFC60000;
        return word ^ (word >> 18);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble()
    {
        var high = NextWord() >> 5;
        return ((high * 67108864.0) + (NextWord() >> 6)) / 9007199254740992.0;
    }

    /// <summary>Standard normal.</summary>
    public double NextNormal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        while (true)
        {
            var (x, y) = ((2 * NextDouble()) - 1, (2 * NextDouble()) - 1);
            var square = (x * x) + (y * y);
            if (square is < 1 and not 0)
            {
                var scale = Math.Sqrt(-2 * Math.Log(square) / square);
                _spare = scale * x;
                return scale * y;
            }
        }
    }

    /// <summary>Whole, in [0, bound).</summary>
    public uint NextBelow(uint bound)
    {
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(bound - 1);
        uint value;
        do
        {
            value = NextWord() & mask;
        }
        while (value >= bound);
        return value;
    }

    public double[] Normals(int count, double mean = 0, double deviation = 1) => [.. Draw(count, () => mean + (deviation * NextNormal()))];

    public double[] Below(int count, uint bound) => [.. Draw(count, () => NextBelow(bound))];

    public static IEnumerable<double> Draw(int count, Func<double> next) => Enumerable.Range(0, count).Select(_ => next());

    private int Advance(int i)
    {
        if (i + 1 < Size)
        {
            return i + 1;
        }

        _state[0] = _state[Size - 1];
        return 1;
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var mixed = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7FFFFFFF);
            _state[i] = _state[(i + 397) % Size] ^ (mixed >> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908B0DF);
        }

        _next = 0;
    }
}
