using Google.Protobuf;
using static Maas.Testing.Onnx.ModelParts;
using static Maas.Testing.Onnx.WireBytes;

namespace Maas.Testing.Onnx;

/// <summary>Broken protobuf, and protobuf that readers disagree about.</summary>
internal static class HostileWire
{
    private const int Graph = 7;

    public static IEnumerable<HostileModel> All() =>
    [
        Of("group", "A group, which ONNX does not have", "wire type 3", [0x0B]),
        Of("group-end", "The end of a group that never began", "wire type 4", [0x0C]),
        Of("wire-type-6", "A wire type that does not exist", "wire type 6", [0x0E, 0]),
        Of("field-0", "A field without a number", "the number 0", [0x02, 0]),
        Of("field-too-high", "A field number beyond the last", "a field has the number", [.. Varint(1UL << 40), 0]),
        Of("varint-overlong", "A number of eleven bytes", "longer than 64 bits", [0x08, .. Enumerable.Repeat((byte)0x80, 10), 1]),
        Of("varint-endless", "A number without an end", "longer than 64 bits", [0x08, .. Enumerable.Repeat((byte)0xFF, 1000)]),
        Of("length-beyond-end", "More bytes than there are", "claims 1000 bytes", Head(Graph, 1000)),
        Of("length-4gib", "A text of 4 GiB", "claims 4294967296 bytes", Head(2, 1UL << 32)),
        Of("length-negative", "A length of -1", "claims 18446744073709551615 bytes", Head(2, ulong.MaxValue)),
        Of("length-beyond-message", "Longer than what it is in", "claims 100 bytes where 2 are left",
            [.. Message(Graph, [.. Head(1, 100), 0, 0]), .. new byte[200]]),
        Of("number-beyond-message", "A number across the end of its message", "goes on after its message has ended",
            [.. Message(Graph, [0x08, 0x80]), 1]),
        Of("graph-twice", "Two graphs, which others merge", "field 7 is there twice",
            [.. Message(Graph, Plain().Graph.ToByteArray()), .. Message(Graph, Plain().Graph.ToByteArray())]),
        Of("graph-as-number", "A number where the graph should be", "expected Bytes", Number(Graph, 7)),
        Of("not-utf8", "A name that is no text", "a name is not UTF-8", Message(Graph, Message(1, Message(1, [0xC3, 0x28])))),
        Of("name-long", "A name of a mebibyte", "4096 bytes for a name", Message(Graph, Message(1, Message(1, new byte[1 << 20])))),
        Of("dims-cut", "Dimensions that end inside a number", "end inside a number",
            Message(Graph, [.. Message(5, Message(1, [0x80])), .. Message(5, [])])),
        Of("floats-odd", "Half a number", "no multiple of 4", Message(Graph, Message(5, Message(4, new byte[1001])))),
        Of("integers-cut", "Numbers that end inside a number", "ends inside a number",
            Message(Graph, Message(5, Message(7, [.. new byte[999], 0x80])))),
        Of("depth", "10,000 graphs within each other", "32 graphs within each other", Deep(10_000)),
    ];

    private static HostileModel Of(string name, string attack, string with, byte[] bytes) =>
        new($"wire-{name}", attack, () => [.. Number(1, 10), .. bytes]) { RefusedWith = with };

    // From the inside out: an attribute, the node it belongs to, the graph this is in.
    private static byte[] Deep(int depth)
    {
        var parts = new List<byte[]>();
        var length = 0;
        for (var i = 0; i < depth; i++)
        {
            foreach (var field in new[] { 5, 1, i == depth - 1 ? Graph : 6 })
            {
                var head = Head(field, (ulong)length);
                parts.Add(head);
                length += head.Length;
            }
        }

        parts.Reverse();
        return [.. parts.SelectMany(part => part)];
    }
}
