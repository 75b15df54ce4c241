using Maas.Onnx.Reading.Wire;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>Reads tensors without their data: it is counted and skipped.</summary>
internal sealed class TensorScanner(WireReader wire, NameReader names, ScanBudget budget)
{
    private const int TensorBytes = 300;
    private const int EntryBytes = 32;
    private const int MaxSmallRaw = ScannedTensor.MaxNumbers * sizeof(long);

    private readonly NumberScanner _numbers = new(wire, budget);

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
                _numbers.Read(tensor, field);
                break;
            case 6:
                NumberScanner.Count(tensor, field.Number, 1);
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
