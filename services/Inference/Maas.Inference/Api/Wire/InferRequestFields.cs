using System.Text.Unicode;
using Maas.Errors;

namespace Maas.Inference.Api.Wire;

/// <summary>
/// Where the fields of a <c>ModelInferRequest</c> lie, for the requests that nearly all are: tensors with raw contents, nothing beside
/// them. Used for one request after another. Not thread-safe.
/// </summary>
internal sealed class InferRequestFields
{
    // More is kept for nobody: a hostile request shall not leave its size behind.
    private const int MaxKept = 1024;

    // Unusual ones are in no list.
    private int _inputCount;
    private int _outputCount;

    public WireRange ModelName { get; private set; }

    public WireRange ModelVersion { get; private set; }

    public WireRange Id { get; private set; }

    public List<WireInput> Inputs { get; } = [];

    /// <summary>Sizes of all inputs, one input after the other.</summary>
    public List<long> Sizes { get; } = [];

    /// <summary>Names of the outputs asked for.</summary>
    public List<WireRange> OutputNames { get; } = [];

    public List<WireRange> RawContents { get; } = [];

    /// <summary>Everything but the raw contents, in the order of the message.</summary>
    public List<WireRange> AllButRaw { get; } = [];

    /// <summary>Whether there is nothing else: no parameter, no typed content, no unknown field.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Finds the fields.</summary>
    /// <exception cref="InvalidDataException">Not the wire format.</exception>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: more tensors than <see cref="TensorLimits"/> allows.</exception>
    public void Read(ReadOnlySpan<byte> message)
    {
        Clear();
        var reader = new WireReader(message);
        var (start, allButRawStart) = (0, 0);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            if (wireType != WireReader.LengthDelimited)
            {
                // No field of the message is written so; what it is shows the generated reader.
                IsPlain = false;
                reader.Skip(field, wireType);
                start = reader.Position;
                continue;
            }

            var range = reader.ReadRange();
            if (field == 7)
            {
                TensorLimits.RequireRoom(RawContents.Count, "raw_input_contents");
                RawContents.Add(range);
                AddAllButRaw(allButRawStart, start);
                allButRawStart = reader.Position;
            }
            else
            {
                Read(field, range, message);
            }

            start = reader.Position;
        }

        AddAllButRaw(allButRawStart, message.Length);

        // An id that is no text is told back as one, which the generated messages see to.
        IsPlain &= Utf8.IsValid(message.Slice(Id.Start, Id.Length));
    }

    private void Read(int field, WireRange range, ReadOnlySpan<byte> message)
    {
        switch (field)
        {
            case 1:
                ModelName = range;
                break;
            case 2:
                ModelVersion = range;
                break;
            case 3:
                Id = range;
                break;
            case 5:
                TensorLimits.RequireRoom(_inputCount++, "inputs");
                ReadInput(range, message.Slice(range.Start, range.Length));
                break;
            case 6:
                TensorLimits.RequireRoom(_outputCount++, "outputs");
                ReadOutput(range, message.Slice(range.Start, range.Length));
                break;
            default:
                IsPlain = false;
                break;
        }
    }

    private void ReadInput(WireRange whole, ReadOnlySpan<byte> message)
    {
        var (name, dataType, firstSize) = (default(WireRange), default(WireRange), Sizes.Count);
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, WireReader.LengthDelimited):
                    name = reader.ReadRange().From(whole.Start);
                    break;
                case (2, WireReader.LengthDelimited):
                    dataType = reader.ReadRange().From(whole.Start);
                    break;
                case (3, WireReader.LengthDelimited):
                    var packed = reader.ReadRange();
                    ReadSizes(message.Slice(packed.Start, packed.Length));
                    break;
                case (3, WireReader.Varint):
                    Sizes.Add((long)reader.ReadVarint());
                    break;
                default:
                    IsPlain = false;
                    return;
            }
        }

        Inputs.Add(new WireInput(name, dataType, firstSize, Sizes.Count - firstSize));
    }

    private void ReadSizes(ReadOnlySpan<byte> packed)
    {
        var reader = new WireReader(packed);
        while (reader.Position < packed.Length)
        {
            Sizes.Add((long)reader.ReadVarint());
        }
    }

    private void ReadOutput(WireRange whole, ReadOnlySpan<byte> message)
    {
        var name = default(WireRange);
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            if ((field, wireType) != (1, WireReader.LengthDelimited))
            {
                IsPlain = false;
                return;
            }

            name = reader.ReadRange().From(whole.Start);
        }

        OutputNames.Add(name);
    }

    private void AddAllButRaw(int start, int end)
    {
        if (end > start)
        {
            AllButRaw.Add(new WireRange(start, end - start));
        }
    }

    private void Clear()
    {
        (ModelName, ModelVersion, Id, IsPlain) = (default, default, default, true);
        (_inputCount, _outputCount) = (0, 0);
        Clear(Inputs);
        Clear(Sizes);
        Clear(OutputNames);
        Clear(RawContents);
        Clear(AllButRaw);
    }

    private static void Clear<T>(List<T> list)
    {
        list.Clear();
        if (list.Capacity > MaxKept)
        {
            list.Capacity = MaxKept;
        }
    }
}

/// <summary>One input of a request.</summary>
/// <param name="Name">Name that the caller gave.</param>
/// <param name="DataType">Data type that the caller gave.</param>
/// <param name="FirstSize">Where its sizes begin in <see cref="InferRequestFields.Sizes"/>.</param>
/// <param name="Rank">How many sizes it has.</param>
internal readonly record struct WireInput(WireRange Name, WireRange DataType, int FirstSize, int Rank);
