using System.Buffers.Binary;
using System.IO.Compression;
using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Tests.Datasets.Corpus;
using SkiaSharp;

namespace Maas.Training.Tests.Datasets;

/// <summary>The format of MNIST.</summary>
public sealed class IdxTests
{
    [Test]
    public void Convert_OfTwoPairs_GivesImagesAndLabels()
    {
        using var folder = new Maas.Testing.TempFolder();
        var path = Path.Combine(folder.Path, "table.parquet");
        var zip = ArchiveTests.Zip(
            ("train-images-idx3-ubyte.gz", Gzip(Images(3))), ("train-labels-idx1-ubyte.gz", Gzip(Labels(3))),
            ("t10k-images-idx3-ubyte", Images(2)), ("t10k-labels-idx1-ubyte", Labels(2)));

        var table = Conversion.Run(TableFormats.Idx, zip, path);

        using var connection = DuckDb.Open(folder.Path, 128L << 20);
        var rows = connection.Query(
            $"SELECT hex(image), label, file FROM read_parquet({DuckDb.Literal(path)})",
            row => (Image: row.GetString(0), Label: row.GetString(1), File: row.GetString(2)));
        using var second = SKBitmap.Decode(Convert.FromHexString(rows[1].Image));
        Assert.Multiple(() =>
        {
            Assert.That(table.Columns.Select(column => $"{column.Name}:{column.Kind}"), Is.EqualTo(["image:Image", "label:Categorical", "file:Categorical"]));
            Assert.That(rows.Select(row => $"{row.File} {row.Label}"), Is.EqualTo(["t10k 0", "t10k 1", "train 0", "train 1", "train 2"]));
            Assert.That((second.Width, second.Height), Is.EqualTo((3, 2)));
            Assert.That(second.Pixels.Select(pixel => pixel.Red), Is.EqualTo(new byte[] { 6, 7, 8, 9, 10, 11 }));
        });
    }

    private static IEnumerable<TestCaseData> Broken() =>
    [
        Case("fewer labels", "2 labels", ("a-images-idx3-ubyte", Images(3)), ("a-labels-idx1-ubyte", Labels(2))),
        Case("no labels", "missing", ("a-images-idx3-ubyte", Images(3))),
        Case("another file", "no place", ("a-images-idx3-ubyte", Images(3)), ("readme.txt", [1])),
        Case("nothing", "no IDX"),
        Case("another magic number", "begin as", ("a-images-idx3-ubyte", Labels(9)), ("a-labels-idx1-ubyte", Labels(2))),
        Case("cut off", "breaks off in item 3", ("a-images-idx3-ubyte", Images(3)[..^1]), ("a-labels-idx1-ubyte", Labels(3))),
        Case("cut off when packed", "cannot be read", ("a-images-idx3-ubyte.gz", [0x1F, 0x8B]), ("a-labels-idx1-ubyte", Labels(3))),
        Case("a huge shape", "4096", ("a-images-idx3-ubyte", Images(3, width: 1 << 30)), ("a-labels-idx1-ubyte", Labels(3))),
    ];

    [TestCaseSource(nameof(Broken))]
    public void Convert_OfBrokenPairs_IsRefused(byte[] zip, string problem)
    {
        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Idx, zip));

        Assert.That(error!.Metadata["problem"], Does.Contain(problem));
    }

    private static TestCaseData Case(string name, string problem, params (string Path, byte[] Content)[] files) =>
        new TestCaseData(ArchiveTests.Zip(files), problem).SetArgDisplayNames(name);

    // Of 2 rows and 3 columns; all pixels count on.
    private static byte[] Images(int count, int width = 3)
    {
        var file = new byte[16 + (count * 6)];
        file[2] = 8;
        file[3] = 3;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), 2);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12), width);
        for (var i = 16; i < file.Length; i++)
        {
            file[i] = (byte)(i - 16);
        }

        return file;
    }

    private static byte[] Labels(int count)
    {
        byte[] head = [0, 0, 8, 1, 0, 0, 0, (byte)count];
        return [.. head, .. Enumerable.Range(0, count).Select(i => (byte)i)];
    }

    private static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(content);
        }

        return stream.ToArray();
    }
}
