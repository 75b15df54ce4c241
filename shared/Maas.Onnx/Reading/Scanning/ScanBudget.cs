using Maas.Onnx.Validation;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>What a scan may still take. The sizes are about those of the objects that it keeps.</summary>
internal sealed class ScanBudget(OnnxLimits limits)
{
    private const int NodeBytes = 200;

    private int _nodes;
    private long _bytes;
    private long _textBytes;
    private int _depth;

    public OnnxLimits Limits => limits;

    /// <exception cref="OnnxFormatException">Too many.</exception>
    public void TakeNode()
    {
        if (++_nodes > limits.MaxNodes)
        {
            throw TooMuch($"{limits.MaxNodes} nodes in the file");
        }

        Take(NodeBytes);
    }

    /// <summary>Memory for something that is kept.</summary>
    public void Take(long bytes)
    {
        _bytes += bytes;
        if (_bytes > limits.MaxStructureBytes)
        {
            throw TooMuch(
                $"{limits.MaxStructureBytes} bytes of structure (names, nodes, attributes; weights do not count)");
        }
    }

    /// <summary>Text for people: documentation and properties.</summary>
    public void TakeText(long bytes)
    {
        _textBytes = bytes > limits.MaxTextBytes ? bytes : _textBytes + bytes;
        if (_textBytes > limits.MaxTextBytes)
        {
            throw TooMuch($"{limits.MaxTextBytes} bytes of documentation and properties");
        }
    }

    public void Enter()
    {
        if (++_depth > limits.MaxGraphDepth)
        {
            throw TooMuch($"{limits.MaxGraphDepth} graphs within each other");
        }
    }

    public void Leave() => _depth--;

    public static OnnxFormatException TooMuch(string limit) => new([$"Expected at most {limit}, got more."]);
}
