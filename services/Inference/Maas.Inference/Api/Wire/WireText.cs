using System.Text;

namespace Maas.Inference.Api.Wire;

/// <summary>Text out of UTF-8 that is most often the same as the last time. Not thread-safe.</summary>
internal sealed class WireText
{
    // A longer one is nobody's name, and is not kept.
    private const int MaxKept = 256;

    private byte[] _bytes = [];
    private string _text = "";

    /// <summary>Gives the text.</summary>
    public string Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxKept)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        if (!bytes.SequenceEqual(_bytes))
        {
            _bytes = bytes.ToArray();
            _text = Encoding.UTF8.GetString(bytes);
        }

        return _text;
    }
}
