using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Datasets.Images;
using Maas.Training.Tests.Datasets.Corpus;
using SkiaSharp;

namespace Maas.Training.Tests.Datasets;

/// <summary>Archives of labelled texts and images.</summary>
public sealed class ArchiveTests
{
    private static readonly byte[] Png = GreyPng.Write([0, 50, 100, 150, 200, 250], width: 3);

    [Test]
    public void Text_InFolders_BecomesTextAndLabel()
    {
        var table = Conversion.Run(TableFormats.Text, Zip(
            ("mail/spam/1.txt", "win now"u8.ToArray()), ("mail/ham/2.txt", "\uFEFFsee you"u8.ToArray()), ("mail/ham/", []),
            ("__MACOSX/mail/._1.txt", "x"u8.ToArray()), ("mail/.DS_Store", "x"u8.ToArray())));

        Assert.Multiple(() =>
        {
            Assert.That(table.Columns.Select(column => $"{column.Name}:{column.Kind}"), Is.EqualTo(["text:Text", "label:Categorical", "file:Text"]));
            Assert.That((table.RowCount, table.RejectedRowCount), Is.EqualTo((2, 0)));
        });
    }

    [TestCase("top.txt", RejectReason.BadEntry)]
    [TestCase("../a/x.txt", RejectReason.BadEntry)]
    [TestCase("/a/x.txt", RejectReason.BadEntry)]
    [TestCase("a/../../x.txt", RejectReason.BadEntry)]
    [TestCase("C:/a/x.txt", RejectReason.BadEntry)]
    [TestCase("a\\x.txt", RejectReason.BadEntry)]
    [TestCase("a/x.csv", RejectReason.BadEntry)]
    public void Entry_ThatIsOutOfPlace_IsTurnedAwayByNumber(string path, string reason)
    {
        var table = Conversion.Run(TableFormats.Text, Zip(("a/1.txt", "x"u8.ToArray()), (path, "x"u8.ToArray()), ("b/3.txt", "x"u8.ToArray())));

        Assert.That(table.Rejects.Select(row => (row.LineNumber, row.Reason, row.Content)), Is.EqualTo([(2, reason, path)]));
    }

    [Test]
    public void Text_ThatIsNone_IsTurnedAway()
    {
        var table = Conversion.Run(TableFormats.Text, Zip(
            ("a/1.txt", "x"u8.ToArray()), ("a/2.txt", [0xFF, 0xFE, 0x41, 0]), ("a/3.txt", new byte[(1 << 20) + 1])));

        Assert.That(table.Rejects.Select(row => (row.LineNumber, row.Reason)),
            Is.EqualTo([(2, RejectReason.BadEncoding), (3, RejectReason.RowTooLong)]));
    }

    [Test]
    public void Images_InFolders_KeepTheirBytes()
    {
        using var folder = new Maas.Testing.TempFolder();
        var path = Path.Combine(folder.Path, "table.parquet");

        var table = Conversion.Run(TableFormats.Images, Zip(("cat/1.png", Png), ("dog/2.JPG", Jpeg())), path);

        using var connection = DuckDb.Open(folder.Path, 128L << 20);
        var rows = connection.Query(
            $"SELECT hex(image), label, file FROM read_parquet({DuckDb.Literal(path)})",
            row => (row.GetString(0), row.GetString(1), row.GetString(2)));
        Assert.Multiple(() =>
        {
            Assert.That(table.Columns[0], Is.EqualTo(new DataColumn("image", ColumnKind.Image)));
            Assert.That(rows, Is.EqualTo([(Convert.ToHexString(Png), "cat", "cat/1.png"), (Convert.ToHexString(Jpeg()), "dog", "dog/2.JPG")]));
        });
    }

    [Test]
    public void Image_ThatIsNone_IsTurnedAway()
    {
        // A head that promises 65,536 x 65,536 pixels, with the right checksum.
        var huge = Png.ToArray();
        (huge[17], huge[19], huge[21], huge[23]) = (1, 0, 1, 0);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(29), Crc32.HashToUInt32(huge.AsSpan(12, 17)));
        var table = Conversion.Run(TableFormats.Images, Zip(
            ("a/1.png", Png), ("a/2.png", "no picture"u8.ToArray()), ("a/3.png", Png[..20]), ("a/4.png", []), ("a/5.jpg", [0xFF, 0xD8, 0xFF, 0]), ("a/6.png", huge)));

        Assert.That(table.Rejects.Select(row => (row.LineNumber, row.Reason)), Is.EqualTo([
            (2, RejectReason.BadImage), (3, RejectReason.BadImage), (4, RejectReason.BadImage), (5, RejectReason.BadImage), (6, RejectReason.BadImage),
        ]));
        Assert.That(table.Rejects[^1].Message, Does.Contain("65536 x 65536"));
    }

    [Test]
    public void Archive_ThatUnpacksToMoreThanIsTaken_IsRefused()
    {
        var bomb = Zip([.. Enumerable.Range(0, 70).Select(i => ($"a/{i}.txt", new byte[1 << 20]))]);

        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Text, bomb));

        Assert.That((error!.Reason, bomb.Length < 1 << 20), Is.EqualTo(("DATA_TOO_LARGE", true)));
    }

    [Test]
    public void Archive_OfTooManyEntries_IsRefusedBeforeItIsRead()
    {
        // An end that promises them; there is nothing else.
        byte[] end = [.. "PK\u0006\u0006"u8, .. new byte[28], .. BitConverter.GetBytes(200_001L), .. new byte[16],
            .. "PK\u0006\u0007"u8, .. new byte[16], .. "PK\u0005\u0006"u8, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[10]];

        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Text, end));

        Assert.That(error!.Metadata["problem"], Does.Contain("200001"));
    }

    // The small record of the end tells one entry; readers go by the large one.
    [TestCase(1_000_000_000)]
    [TestCase(-1)]
    public void Archive_WhoseLargeRecordTellsMore_IsRefused(long count)
    {
        byte[] record = [.. "PK\u0006\u0006"u8, .. new byte[28], .. BitConverter.GetBytes(count), .. new byte[16]];
        byte[] locator = [.. "PK\u0006\u0007"u8, .. new byte[16]];
        byte[] end = [.. "PK\u0005\u0006"u8, .. new byte[4], 1, 0, 1, 0, .. new byte[10]];

        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Text, [.. record, .. locator, .. end]));

        Assert.That(error!.Metadata["problem"], Does.Contain($"{count}"));
    }

    [TestCase(0)]
    [TestCase(10)]
    [TestCase(100)]
    public void Archive_ThatIsDamaged_IsRefused(int cut)
    {
        var whole = Zip(("a/1.txt", Encoding.UTF8.GetBytes(new string('x', 5000))));

        var error = Assert.Catch<MaasException>(() => Conversion.Run(TableFormats.Text, whole[..(cut * whole.Length / 200)]));

        Assert.That(error!.Reason, Is.EqualTo("DATA_UNREADABLE"));
    }

    [Test]
    public void Entry_WhoseBytesAreDamaged_IsTurnedAway()
    {
        var zip = Zip(("a/1.txt", "fine"u8.ToArray()), ("a/2.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000)))));
        var data = zip.AsSpan().IndexOf("a/2.txt"u8) + 7;
        zip.AsSpan(data, 200).Fill(0xFF);

        var table = Conversion.Run(TableFormats.Text, zip);

        Assert.That(table.Rejects.Select(row => (row.LineNumber, row.Reason)), Is.EqualTo([(2, RejectReason.BadEntry)]));
    }

    [Test]
    public void GreyPng_IsReadBackByAnotherProgram([Values(1, 28, 300)] int side)
    {
        byte[] pixels = [.. Enumerable.Range(0, side * side).Select(i => (byte)(i * 31))];

        using var bitmap = SKBitmap.Decode(GreyPng.Write(pixels, side));

        Assert.That(bitmap.Pixels.Select(pixel => pixel.Red), Is.EqualTo(pixels));
    }

    internal static byte[] Zip(params (string Path, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                using var entry = archive.CreateEntry(path).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Jpeg()
    {
        using var bitmap = SKBitmap.Decode(Png);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
