using System.IO.Compression;
using Google.Protobuf;

namespace Maas.Testing.Onnx;

/// <summary>Files that are no models.</summary>
internal static class HostileBytes
{
    private const string No = "Not an ONNX file";

    public static IEnumerable<HostileModel> All() =>
    [
        Of("empty", "Nothing", () => []),
        Of("zeros", "A mebibyte of zeros", () => new byte[1 << 20]),
        Of("csv", "A table", () => "age,sex\n1,2\n"u8.ToArray()),
        Of("json", "A text", () => """{"model": "trust me"}"""u8.ToArray()),
        Of("elf", "A program", () => [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, .. new byte[1000]]),
        Of("pickle", "A pickle that runs a command", () => "\x80\x04cposix\nsystem\n(S'id'\ntR."u8.ToArray()),
        Of("zip-bomb", "64 MiB of zeros in a zip file", Zip),
        Of("noise", "Chance", () =>
        {
            var bytes = new byte[1 << 16];
            new Random(20261126).NextBytes(bytes);
            return bytes;
        }),
        .. new[] { 5, 20, 40, 60, 80, 95, 99 }.Select(percent => Of(
            $"cut-{percent}", "A file that stops in the middle", () => Cut(percent))),
    ];

    private static HostileModel Of(string name, string attack, Func<byte[]> make) =>
        new($"bytes-{name}", attack, make) { RefusedWith = No };

    private static byte[] Cut(int percent)
    {
        var model = ModelParts.Plain();
        var whole = model.ToByteArray();
        return whole[..Math.Max(3, (whole.Length - model.OpsetImport[0].CalculateSize() - 2) * percent / 100)];
    }

    private static byte[] Zip()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("model.onnx", CompressionLevel.Fastest).Open();
            var block = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
            {
                entry.Write(block);
            }
        }

        return file.ToArray();
    }
}
