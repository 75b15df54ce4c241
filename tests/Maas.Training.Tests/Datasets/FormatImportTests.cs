using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Datasets;

/// <summary>Other formats than CSV over the wire.</summary>
public sealed class FormatImportTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Import_OfJsonLines_TellsFormatFingerprintAndRejects()
    {
        var lines = string.Concat(Enumerable.Range(0, 30).Select(i => $"{{\"x\":{i},\"c\":\"v{i % 3}\"}}\n")) + "{\"x\":\"bad\"}\n";

        var version = await _server.ImportAsync(lines, "lines", header => header.Format = "jsonl");
        var rejected = await _server.ListRejectedRowsAsync(version);

        Assert.Multiple(() =>
        {
            Assert.That((version.Format, version.RowCount, version.RowFingerprint.Length), Is.EqualTo(("jsonl", 30, 32)));
            Assert.That(rejected.Select(row => (row.LineNumber, row.Column, row.Reason)), Is.EqualTo([(31, "x", "not-a-number")]));
        });
    }

    [Test]
    public async Task Import_OfTheSameBytesInAnotherFormat_IsAnotherVersion()
    {
        var zip = ArchiveTests.Zip(
            ("a/1.txt", "x"u8.ToArray()), ("a/2.png", Training.Datasets.Images.GreyPng.Write([1, 2], width: 2)));
        var asTexts = await ImportAsync("text");

        var asImages = await ImportAsync("images");
        var again = await ImportAsync("images");

        Assert.That((asTexts.Name, asImages.Name, again.Name),
            Is.EqualTo(("datasets/both/versions/1", "datasets/both/versions/2", "datasets/both/versions/2")));

        Task<DatasetVersion> ImportAsync(string format) => _server.ImportAsync(zip, "both", header =>
        {
            header.Format = format;
            header.MaxRejectedRatio = 0.5;
        });
    }

    [Test]
    public async Task Import_OfTexts_GivesLabels()
    {
        var zip = ArchiveTests.Zip(("spam/1.txt", "win"u8.ToArray()), ("ham/2.txt", "hello"u8.ToArray()));

        var version = await _server.ImportAsync(zip, "texts", header => header.Format = "text");

        Assert.That(version.Columns.Select(column => $"{column.Name}:{column.Kind}"), Is.EqualTo(["text:Text", "label:Categorical", "file:Text"]));
    }

    [Test]
    public async Task Import_OfImages_GivesImages()
    {
        var png = Training.Datasets.Images.GreyPng.Write([1, 2, 3, 4], width: 2);

        var version = await _server.ImportAsync(ArchiveTests.Zip(("a/1.png", png)), "images", header => header.Format = "images");

        Assert.That(version.Columns[0].Kind, Is.EqualTo(Column.Types.Kind.Image));
    }

    [Test]
    public async Task Import_OfColumnsThatAFormatDoesNotGive_IsRefused()
    {
        var zip = ArchiveTests.Zip(("spam/1.txt", "win"u8.ToArray()));

        var error = await Errors.OfAsync(() => _server.ImportAsync(zip, "declared", header =>
        {
            header.Format = "text";
            header.Columns.Add(new Column { Name = "label", Kind = Column.Types.Kind.Numeric });
        }));

        Assert.That((error.Info.Reason, error.Info.Metadata["problem"].Contains("'label'", StringComparison.Ordinal)),
            Is.EqualTo(("DATA_UNREADABLE", true)));
    }
}
