using Maas.Onnx.Reading.Wire;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>Reads tensors without their data: it is counted and skipped.</summary>
internal sealed class TensorScanner(WireReader wire, NameReader names, ScanBudget budget)
{
    private const int TensorBytes = 300;
    private const int EntryBytes = 32;
    private const int MaxSmallRaw = ScannedTensor.MaxNumbers * sizeof(long);
    private const int MaxPackedBytes = ScannedTensor.MaxNumbers * 10;

    /// <summary>A <c>TensorProto</c>.</summary>
    public ScannedTensor Read(long end)
    {
        budget.Take(TensorBytes);
        var outer = wire.Message;
        wire.Message = "TensorProto";
        var tensor = new ScannedTensor();
        while (wire.TryReadField(end, out var field))
        {
            ReadField(tensor, field);
        }

        wire.Message = outer;
        return tensor;
    }

    /// <summary>A <c>SparseTensorProto</c>.</summary>
    public ScannedSparseTensor ReadSparse(long end)
    {
        var sparse = new ScannedSparseTensor();
        while (wire.TryReadField(end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    sparse.Values = Read(Single(field, sparse.Values));
                    break;
                case 2:
                    sparse.Indices = Read(Single(field, sparse.Indices));
                    break;
                case 3:
                    ReadDims(field, sparse.Dims);
                    break;
                default:
                    wire.Skip(field);
                    break;
            }
        }

        return sparse;
    }

    /// <summary>Where the bytes of a message end that may be there once. Two would be merged by other readers.</summary>
    public long Single(WireField field, object? before)
    {
        if (before is not null)
        {
            throw wire.Broken($"field {field.Number} is there twice");
        }

        return Within(field);
    }

    /// <summary>Where the bytes of a field end.</summary>
    public long Within(WireField field) => field.Type == WireType.Bytes
        ? wire.Position + field.Length
        : throw wire.Broken($"field {field.Number} has the wire type {field.Type}, expected {WireType.Bytes}");

    private void ReadField(ScannedTensor tensor, WireField field)
    {
        switch (field.Number)
        {
            case 1:
                ReadDims(field, tensor.Dims);
                break;
            case 2:
                tensor.Type = (DataType)(int)field.Value;
                wire.Skip(field);
                break;
            case 3:
                tensor.HasSegment = true;
                wire.Skip(field);
                break;
            case 4 or 5 or 7 or 10 or 11:
                ReadNumbers(tensor, field);
                break;
            case 6:
                Count(tensor, field.Number, 1);
                wire.Skip(field);
                break;
            case 8:
                Within(field);
                tensor.Name = names.Read(field);
                break;
            case 9:
                ReadRaw(tensor, field);
                break;
            case 12 or 16:
                budget.TakeText(field.Length);
                wire.Skip(field);
                break;
            case 13:
                budget.Take(EntryBytes);
                (tensor.External ??= []).Add(ReadEntry(Within(field)));
                break;
            case 14:
                tensor.IsExternal = field.Value != 0;
                wire.Skip(field);
                break;
            default:
                wire.Skip(field);
                break;
        }
    }

    private void ReadRaw(ScannedTensor tensor, WireField field)
    {
        Single(field, tensor.RawBytes);
        tensor.RawBytes = field.Length;
        if (field.Length > MaxSmallRaw)
        {
            wire.Skip(field);
            return;
        }

        budget.Take(field.Length);
        tensor.SmallRaw = wire.Take((int)field.Length).ToArray();
    }

    private void ReadDims(WireField field, List<long> dims)
    {
        var end = field.Type == WireType.Bytes ? wire.Position + field.Length : wire.Position;
        if (field.Type == WireType.Varint)
        {
            dims.Add((long)field.Value);
        }

        while (wire.Position < end && dims.Count <= budget.Limits.MaxRank)
        {
            dims.Add((long)wire.ReadVarint());
        }

        if (dims.Count > budget.Limits.MaxRank)
        {
            throw ScanBudget.TooMuch($"{budget.Limits.MaxRank} dimensions for a tensor");
        }

        if (wire.Position > end)
        {
            throw wire.Broken("the dimensions end inside a number");
        }

        budget.Take(sizeof(long));
    }

    private void ReadNumbers(ScannedTensor tensor, WireField field)
    {
        var width = field.Number switch { 4 => sizeof(float), 10 => sizeof(double), _ => 0 };
        if (field.Type != WireType.Bytes)
        {
            Keep(tensor, field.Number, field.Value);
            Count(tensor, field.Number, 1);
            return;
        }

        if (width > 0 && field.Length % width != 0)
        {
            throw wire.Broken($"field {field.Number} has {field.Length} bytes, which is no multiple of {width}");
        }

        if (field.Length > MaxPackedBytes)
        {
            Count(tensor, field.Number, width > 0 ? field.Length / width : 0);
            if (width > 0)
            {
                wire.Skip(field);
                return;
            }

            Count(tensor, field.Number, wire.CountVarints(field.Length));
            return;
        }

        ReadSmall(tensor, field, width);
    }

    private void ReadSmall(ScannedTensor tensor, WireField field, int width)
    {
        var end = wire.Position + field.Length;
        while (wire.Position < end)
        {
            var bits = width switch
            {
                sizeof(float) => BitConverter.ToUInt32(wire.Take(width)),
                sizeof(double) => BitConverter.ToUInt64(wire.Take(width)),
                _ => wire.ReadVarint(),
            };
            Keep(tensor, field.Number, bits);
            Count(tensor, field.Number, 1);
        }

        if (wire.Position > end)
        {
            throw wire.Broken("a list of numbers ends inside a number");
        }
    }

    private void Keep(ScannedTensor tensor, int field, ulong bits)
    {
        if (tensor.Numbers.Count < ScannedTensor.MaxNumbers)
        {
            budget.Take(sizeof(double));
            tensor.Numbers.Add(field switch
            {
                4 => BitConverter.UInt32BitsToSingle((uint)bits),
                10 => BitConverter.UInt64BitsToDouble(bits),
                11 => bits,
                _ => (long)bits,
            });
        }
    }

    private static void Count(ScannedTensor tensor, int field, long elements)
    {
        tensor.Counts ??= [];
        tensor.Counts[field] = tensor.Counts.GetValueOrDefault(field) + elements;
    }

    private (string Key, string Value) ReadEntry(long end)
    {
        var (key, value) = ("", "");
        while (wire.TryReadField(end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    Within(field);
                    key = names.Read(field);
                    break;
                case 2:
                    Within(field);
                    value = names.Read(field);
                    break;
                default:
                    wire.Skip(field);
                    break;
            }
        }

        return (key, value);
    }
}
