using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using Maas.Statistics.Serialization;

namespace Maas.Statistics.Sketches;

/// <summary>
/// How many different values there were, in 4 KiB: the HyperLogLog sketch. Merging is exact: the same as one sketch of all values, in any
/// order. Not thread-safe: give each writer its own, or take a lock.
/// </summary>
/// <remarks>
/// Standard error 1.04 / sqrt(4096) = 1.6 %, less for few. Sources: Flajolet et al., "HyperLogLog", 2007; the estimate is that of Ertl, "New
/// cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6, which needs no table to be right for few values. Hash:
/// XXH3 of 64 bits, without a secret: who chooses the values can make the count wrong, but not the memory larger.
/// </remarks>
public sealed class DistinctSketch
{
    private const int LogRegisters = 12;
    private const int Registers = 1 << LogRegisters;
    private const int MostZeros = 64 - LogRegisters;
    private const byte Version = 1;

    private readonly byte[] _registers = new byte[Registers];

    /// <summary>Adds a number: 0 and -0 are the same, as are all NaN. Allocates nothing.</summary>
    public void Add(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value + 0.0);
        AddHash(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in bits))));
    }

    /// <summary>Adds a text, by its UTF-16 code units. Allocates nothing.</summary>
    public void Add(ReadOnlySpan<char> value) => AddHash(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value)));

    /// <summary>Adds what another sketch has seen; it stays as it is.</summary>
    public void Merge(DistinctSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Registers; i++)
        {
            _registers[i] = Math.Max(_registers[i], other._registers[i]);
        }
    }

    /// <summary>How many different values there were, about.</summary>
    public double Estimate()
    {
        Span<int> counts = stackalloc int[MostZeros + 2];
        counts.Clear();
        foreach (var register in _registers)
        {
            counts[register]++;
        }

        var sum = Registers * Saturated(1 - ((double)counts[MostZeros + 1] / Registers));
        for (var zeros = MostZeros; zeros >= 1; zeros--)
        {
            sum = (sum + counts[zeros]) / 2;
        }

        sum += Registers * Untouched((double)counts[0] / Registers);
        return Registers * (double)Registers / (2 * Math.Log(2) * sum);
    }

    /// <summary>All of it as 4,098 bytes.</summary>
    public byte[] Save() => new StateWriter(StateKind.DistinctSketch, Version).Bytes(_registers).ToArray();

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not a sketch of distinct values.</exception>
    public static DistinctSketch Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a sketch of distinct values", StateKind.DistinctSketch, Version);
        var registers = reader.Bytes(Registers);
        reader.End();
        reader.Require(!registers.ContainsAnyInRange((byte)(MostZeros + 2), byte.MaxValue), "a register is too large");
        var sketch = new DistinctSketch();
        registers.CopyTo(sketch._registers);
        return sketch;
    }

    // The upper bits choose a register, which keeps the longest row of zeros that the lower ones begin with, and one.
    private void AddHash(ulong hash)
    {
        ref var register = ref _registers[hash >> MostZeros];
        var zeros = BitOperations.LeadingZeroCount((hash << LogRegisters) | (1UL << (LogRegisters - 1)));
        register = Math.Max(register, (byte)(zeros + 1));
    }

    // Ertl's sigma: what registers that nothing fell into tell. Infinite when that is all.
    private static double Untouched(double share)
    {
        if (share == 1)
        {
            return double.PositiveInfinity;
        }

        var (power, sum, last) = (1.0, share, 0.0);
        while (sum != last)
        {
            last = sum;
            share *= share;
            sum += share * power;
            power *= 2;
        }

        return sum;
    }

    // Ertl's tau: what registers at their largest value tell.
    private static double Saturated(double share)
    {
        if (share is 0 or 1)
        {
            return 0;
        }

        var (power, sum, last) = (1.0, 1 - share, 0.0);
        while (sum != last)
        {
            last = sum;
            share = Math.Sqrt(share);
            power /= 2;
            sum -= (1 - share) * (1 - share) * power;
        }

        return sum / 3;
    }
}
