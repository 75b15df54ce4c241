using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Maas.Training.Datasets.Tables;

/// <summary>
/// Names the content of a table: the same rows in any order, of the same columns, have the same name, whatever file they came
/// from, on every machine and with every version of the data engine. Not thread-safe.
/// </summary>
/// <remarks>
/// A row is encoded value by value: a byte 0 for none; a byte 1 and the 8 bytes of a number (IEEE 754 binary64, little-endian,
/// -0 taken for 0); a byte 2, the length as 4 bytes little-endian, and the bytes of a text (UTF-8) or an image. Its XXH128 is
/// one number of 128 bits; of all rows the sum modulo 2^128 and the exclusive or are kept, and how many there are. The name is
/// the XXH128 of <c>maas-rows-1</c>, sum, xor (16 bytes each, little-endian), count (8 bytes), and for each column the length of
/// its name (4 bytes), its name (UTF-8), and a byte for its kind. The xor alone would not see a row that stands twice, nor the
/// sum alone all exchanges between hashes; neither withstands someone who wants two tables to have one name, for which there
/// is the SHA-256 of the table.
/// Source of the hash: Collet, XXH3, as in System.IO.Hashing.
/// </remarks>
internal sealed class RowFingerprint
{
    private static readonly byte[] Version = "maas-rows-1"u8.ToArray();

    private readonly XxHash128 _long = new();
    private byte[] _row = new byte[1024];
    private UInt128 _sum;
    private UInt128 _xor;
    private long _count;

    /// <summary>Adds the rows of a block.</summary>
    public void Add(RowBlock block)
    {
        for (var row = 0; row < block.RowCount; row++)
        {
            var hash = Hash(block, row);
            _sum += hash;
            _xor ^= hash;
        }

        _count += block.RowCount;
    }

    /// <summary>The name of the rows added so far: 32 lower-case hex digits.</summary>
    public string NameOf(IReadOnlyList<DataColumn> columns)
    {
        _long.Reset();
        _long.Append(Version);
        Span<byte> number = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(number, _sum);
        _long.Append(number);
        BinaryPrimitives.WriteUInt128LittleEndian(number, _xor);
        _long.Append(number);
        BinaryPrimitives.WriteInt64LittleEndian(number, _count);
        _long.Append(number[..8]);
        foreach (var column in columns)
        {
            var name = Encoding.UTF8.GetBytes(column.Name);
            BinaryPrimitives.WriteInt32LittleEndian(number, name.Length);
            _long.Append(number[..4]);
            _long.Append(name);
            _long.Append([(byte)column.Kind]);
        }

        return Convert.ToHexStringLower(_long.GetHashAndReset());
    }

    private UInt128 Hash(RowBlock block, int row)
    {
        var length = 0;
        foreach (var column in block.Columns)
        {
            length = column.IsNumeric ? PutNumber(column, row, length) : PutBytes(column, row, length);
        }

        return XxHash128.HashToUInt128(_row.AsSpan(0, length));
    }

    private int PutNumber(BlockColumn column, int row, int at)
    {
        var target = Room(at, 9);
        if (!column.Has(row))
        {
            target[0] = 0;
            return at + 1;
        }

        target[0] = 1;
        BinaryPrimitives.WriteDoubleLittleEndian(target[1..], column.Numbers[row] + 0.0);
        return at + 9;
    }

    private int PutBytes(BlockColumn column, int row, int at)
    {
        var value = column[row];
        var target = Room(at, 5 + value.Length);
        if (!column.Has(row))
        {
            target[0] = 0;
            return at + 1;
        }

        target[0] = 2;
        BinaryPrimitives.WriteInt32LittleEndian(target[1..], value.Length);
        value.CopyTo(target[5..]);
        return at + 5 + value.Length;
    }

    private Span<byte> Room(int at, int length)
    {
        if (_row.Length < at + length)
        {
            Array.Resize(ref _row, Math.Max(2 * _row.Length, at + length));
        }

        return _row.AsSpan(at);
    }
}
