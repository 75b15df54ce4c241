using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Maas.Cli.Datasets;
using Maas.Contracts.Training.V1;
using Maas.Testing;

namespace Maas.Cli.Tests.Datasets;

/// <summary>Folders on their way to Training.</summary>
public sealed class FolderArchiveTests
{
    [Test]
    public async Task Write_OfAFolder_GivesItsFilesInChunks()
    {
        using var folder = Folder();
        var noise = new byte[600_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(folder.File("b", "2.png"), noise);

        var (packed, chunks) = await PackAsync(folder.Path);

        using var archive = new ZipArchive(new MemoryStream(packed));
        await using var content = await archive.GetEntry("b/2.png")!.OpenAsync();
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        Assert.Multiple(() =>
        {
            Assert.That(archive.Entries.Select(entry => entry.FullName), Is.EqualTo(["a/1.txt", "b/2.png", "b/2.txt"]));
            Assert.That(copy.ToArray(), Is.EqualTo(noise));
            Assert.That(chunks, Has.Count.AtLeast(3).And.All.InRange(1, 256 * 1024));
        });
    }

    [Test]
    public async Task Write_OfTheSameFolderLater_GivesTheSameBytes()
    {
        using var folder = Folder();
        var (first, _) = await PackAsync(folder.Path);

        File.SetLastWriteTimeUtc(folder.File("a", "1.txt"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.That((await PackAsync(folder.Path)).Packed, Is.EqualTo(first));
    }

    [TestCase("a/1.txt", "text")]
    [TestCase("a/1.JPG", "images")]
    [TestCase("train-images-idx3-ubyte.gz", "idx")]
    public void Format_OfAFolder_IsToldByItsFiles(string file, string format)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(file))!);
        File.WriteAllText(folder.File(file), "x");

        Assert.That(ImportFormat.Of(folder.Path), Is.EqualTo(format));
    }

    [TestCase("x.csv", ExpectedResult = "csv")]
    [TestCase("x.tsv", ExpectedResult = "csv")]
    [TestCase("x.JSONL", ExpectedResult = "jsonl")]
    [TestCase("x.ndjson", ExpectedResult = "jsonl")]
    [TestCase("x.parquet", ExpectedResult = "parquet")]
    public string Format_OfAFile_IsToldByItsEnding(string path) => ImportFormat.Of(path);

    private static TempFolder Folder()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("a"));
        Directory.CreateDirectory(folder.File("b"));
        Directory.CreateDirectory(folder.File(".git"));
        File.WriteAllText(folder.File("b", "2.txt"), "second");
        File.WriteAllText(folder.File("a", "1.txt"), "first");
        File.WriteAllText(folder.File(".git", "3.txt"), "hidden");
        return folder;
    }

    private static async Task<(byte[] Packed, List<int> Chunks)> PackAsync(string folder)
    {
        var sent = new SentChunks();
        await using var stream = new ChunkStream(sent);
        await FolderArchive.WriteAsync(folder, stream, new Progress<double>(), CancellationToken.None);
        await stream.FlushAsync();
        return ([.. sent.Chunks.SelectMany(chunk => chunk)], [.. sent.Chunks.Select(chunk => chunk.Length)]);
    }

    private sealed class SentChunks : IClientStreamWriter<ImportDatasetRequest>
    {
        public List<ByteString> Chunks { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(ImportDatasetRequest message)
        {
            Chunks.Add(message.Chunk);
            return Task.CompletedTask;
        }

        public Task WriteAsync(ImportDatasetRequest message, CancellationToken cancellationToken) => WriteAsync(message);

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
