using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Onnx.Reading.Wire;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>Reads inputs and outputs with their types.</summary>
internal sealed class ValueScanner(WireReader wire, NameReader names, TensorScanner tensors, ScanBudget budget)
{
    // A parsed type takes about that many times its bytes: each dimension is an object, and two bytes when written.
    private const int TypeGrowth = 48;
    private const int MaxTypeBytes = 16 * 1024;

    /// <summary>A <c>ValueInfoProto</c>.</summary>
    public ScannedValue Read(long end, bool withType)
    {
        var name = "";
        TypeProto? type = null;
        wire.Message = "ValueInfoProto";
        while (wire.TryReadField(end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    tensors.Within(field);
                    name = names.Read(field);
                    break;
                case 2 when withType:
                    tensors.Single(field, type);
                    type = ReadType(field);
                    break;
                case 3 or 4:
                    budget.TakeText(field.Length);
                    wire.Skip(field);
                    break;
                default:
                    wire.Skip(field);
                    break;
            }
        }

        return new ScannedValue(name, type);
    }

    private TypeProto ReadType(WireField field)
    {
        if (field.Length > MaxTypeBytes)
        {
            throw ScanBudget.TooMuch($"{MaxTypeBytes} bytes for the type of an input or output");
        }

        budget.Take(field.Length * TypeGrowth);
        try
        {
            return TypeProto.Parser.ParseFrom(wire.Take((int)field.Length));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw wire.Broken($"the type of an input or output is broken: {e.Message.TrimEnd('.')}");
        }
    }
}
