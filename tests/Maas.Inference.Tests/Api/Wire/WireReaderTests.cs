using Maas.Inference.Api.Wire;

namespace Maas.Inference.Tests.Api.Wire;

internal sealed class WireReaderTests
{
    // Field 9 of each wire type, a group with a group within among them, and field 1, whose number has bits above 32.
    [TestCase("48 96 01 | 08 07")]
    [TestCase("49 01 02 03 04 05 06 07 08 | 08 07")]
    [TestCase("4A 02 01 02 | 08 07")]
    [TestCase("4B 08 01 53 54 4C | 08 07")]
    [TestCase("4D 01 02 03 04 | 08 07")]
    [TestCase("48 00 | 88 80 80 80 10 07")]
    public void Skip_PassesAField(string message)
    {
        var reader = new WireReader(Bytes(message));
        reader.TryReadTag(out var skipped, out var wireType);
        reader.Skip(skipped, wireType);
        reader.TryReadTag(out var field, out _);

        Assert.That((skipped, field, reader.ReadVarint()), Is.EqualTo((9, 1, 7UL)));
    }

    [TestCase("49 01 02")]
    [TestCase("4D 01")]
    [TestCase("48 96")]
    [TestCase("4B 08 01")]
    [TestCase("4C")]
    [TestCase("4F")]
    public void Skip_OfWhatHasNoEnd_Throws(string message)
    {
        var content = Bytes(message);

        Assert.That(() => Pass(content), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Skip_OfGroupsInGroups_ThrowsBeforeTheStackEnds()
    {
        var content = new byte[1 << 20];
        Array.Fill(content, (byte)0x4B);

        Assert.That(() => Pass(content), Throws.TypeOf<InvalidDataException>());
    }

    private static void Pass(byte[] content)
    {
        var reader = new WireReader(content);
        reader.TryReadTag(out var field, out var wireType);
        reader.Skip(field, wireType);
    }

    private static byte[] Bytes(string message) => Convert.FromHexString(message.Replace(" ", "").Replace("|", ""));
}
