using Maas.Onnx.Reading.Wire;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>Counts the elements in the typed fields of a tensor, and keeps the first few.</summary>
internal sealed class NumberScanner(WireReader wire, ScanBudget budget)
{
    private const int MaxPackedBytes = ScannedTensor.MaxNumbers * 10;

    /// <summary>A field of numbers, packed or one by one.</summary>
    public void Read(ScannedTensor tensor, WireField field)
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

    /// <summary>Notes elements of a field.</summary>
    public static void Count(ScannedTensor tensor, int field, long elements)
    {
        tensor.Counts ??= [];
        tensor.Counts[field] = tensor.Counts.GetValueOrDefault(field) + elements;
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
}
