using System.Buffers.Binary;

namespace Maas.Statistics.Serialization;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote, or what someone says it wrote: never reads past the end, and never reserves more memory than
/// there are bytes.
/// </summary>
internal ref struct StateReader
{
    private readonly string _what;
    private ReadOnlySpan<byte> _rest;

    /// <param name="bytes">All of it.</param>
    /// <param name="what">For messages, such as "a quantile sketch".</param>
    /// <param name="kind">The kind that is expected.</param>
    /// <param name="version">The highest version that is understood.</param>
    /// <exception cref="InvalidDataException">It is of another kind or a later version.</exception>
    public StateReader(ReadOnlySpan<byte> bytes, string what, byte kind, byte version)
    {
        _rest = bytes;
        _what = what;
        Require(Byte() == kind, "it begins otherwise");
        var found = Byte();
        Require(found >= 1 && found <= version, $"its version is {found}, and {version} is the latest that is understood");
    }

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>A count of things that follow, each of so many bytes or more, so that it cannot ask for more memory than there are bytes.</summary>
    public int Count(int leastBytesEach)
    {
        var count = Int32();
        Require(count >= 0 && (long)count * leastBytesEach <= _rest.Length, $"it says that {count} more follow than there are");
        return count;
    }

    public int Int32(int least, int most)
    {
        var value = Int32();
        Require(value >= least && value <= most, $"{value} is not in [{least}, {most}]");
        return value;
    }

    public long Int64(long least, long most)
    {
        var value = Int64();
        Require(value >= least && value <= most, $"{value} is not in [{least}, {most}]");
        return value;
    }

    public double Double(double least, double most)
    {
        var value = Double();
        Require(value >= least && value <= most, $"{value} is not in [{least}, {most}]");
        return value;
    }

    public double[] Doubles(int count)
    {
        Require((long)count * sizeof(double) <= _rest.Length, "it ends early");
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = Double();
        }

        return values;
    }

    public ReadOnlySpan<byte> Bytes(int count) => Take(count);

    public string Text(int longest)
    {
        var length = Count(sizeof(char));
        Require(length <= longest, $"a text of {length} characters is longer than {longest}");
        var units = new char[length];
        for (var i = 0; i < length; i++)
        {
            units[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(char)));
        }

        return new string(units);
    }

    /// <summary>Says that all was read.</summary>
    /// <exception cref="InvalidDataException">Something follows.</exception>
    public readonly void End() => Require(_rest.IsEmpty, $"{_rest.Length} bytes follow its end");

    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public readonly void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The bytes are not {_what}: {otherwise}.");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Require(count >= 0 && count <= _rest.Length, "they end early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
