using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Digests;

namespace Maas.Training.Tests.Datasets;

/// <summary>Import over the wire: what is taken, what is turned away, what is refused.</summary>
public sealed class ImportTests
{
    private const string Good = "x,color,note\n1,red,a b\n2.5,blue,c\n,red,d\n-3e2,,e\n";

    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync(("MaxDatasetSizeBytes", "200000"));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Import_GoodFile_GivesTypedColumns()
    {
        var version = await _server.ImportAsync(Good, "typed");

        Assert.Multiple(() =>
        {
            Assert.That(version.Name, Is.EqualTo("datasets/typed/versions/1"));
            Assert.That(version.Columns.Select(column => $"{column.Name}:{column.Kind}"),
                Is.EqualTo(["x:Numeric", "color:Categorical", "note:Categorical"]));
            Assert.That((version.RowCount, version.RejectedRowCount), Is.EqualTo((4, 0)));
            Assert.That(version.SourceSha256, Is.EqualTo(Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(Good)).Hex));
        });
    }

    [TestCase("a;b\n1;2,5\n3;4\n", "a,b", Description = "semicolon")]
    [TestCase("a\tb\n1\t2\n", "a,b", Description = "tab")]
    [TestCase("a|b\n1|2\n", "a,b", Description = "bar")]
    [TestCase("\"a,1\";b\n1;2\n", "a,1,b", Description = "a delimiter inside quotes does not count")]
    [TestCase("\uFEFFa,b\r\n1,2\r\n", "a,b", Description = "byte order mark")]
    [TestCase("only\n1\n2\n", "only", Description = "one column")]
    public async Task Import_Dialect_IsFoundInTheHeader(string csv, string columns)
    {
        var version = await _server.ImportAsync(csv, "dialect");

        Assert.That(string.Join(',', version.Columns.Select(column => column.Name)), Is.EqualTo(columns));
    }

    [Test]
    public async Task Import_BadRows_AreTurnedAwayByLineWithReason()
    {
        const string rows = "x,c\n1,\"two\nlines\"\nfoo,a\n2\n3,b,4\n4,\"c\"d\n5,\"open\n6,e\n";
        byte[] csv = [.. System.Text.Encoding.UTF8.GetBytes(rows), .. "7,"u8, 0xC3, 0x28, .. "\n"u8, .. Numbers(100)];

        var version = await _server.ImportAsync(csv, "bad-rows");
        var rejected = await _server.ListRejectedRowsAsync(version);

        Assert.Multiple(() =>
        {
            Assert.That(version.RowCount, Is.EqualTo(102));
            Assert.That(version.Columns[0].Kind, Is.EqualTo(Column.Types.Kind.Numeric));
            Assert.That(rejected.Select(row => $"{row.LineNumber} {row.Reason} {row.Column}".TrimEnd()), Is.EqualTo([
                "4 not-a-number x", "5 too-few-columns", "6 too-many-columns", "7 bad-quote", "8 bad-quote", "10 bad-encoding",
            ]));
            Assert.That(rejected[0].Message, Is.EqualTo("Line 4: Column 'x': expected a number, got 'foo'."));
            Assert.That(rejected[1].Message, Is.EqualTo("Line 5: Expected 2 fields, got 1."));
            Assert.That(rejected[2].Content, Is.EqualTo("3,b,4"));
        });
    }

    [TestCase("inf")]
    [TestCase("1_000")]
    [TestCase("0x10")]
    [TestCase("1e999")]
    [TestCase("\"1,000\"")]
    public async Task Import_WhatLooksLikeANumber_IsNone(string cell)
    {
        var version = await _server.ImportAsync([.. "x,y\n"u8, .. System.Text.Encoding.UTF8.GetBytes($"{cell},1\n"), .. Numbers(50)], "looks");

        Assert.That(version.RejectedRowCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Import_DeclaredKind_TurnsAwayWhatDoesNotFit()
    {
        var version = await _server.ImportAsync("id,x\n7,1\nb,2\n", "declared", header =>
        {
            header.Columns.Add(new Column { Name = "id", Kind = Column.Types.Kind.Numeric });
            header.Columns.Add(new Column { Name = "x", Kind = Column.Types.Kind.Categorical });
            header.MaxRejectedRatio = 0.5;
        });

        Assert.That((version.RowCount, version.RejectedRowCount, version.Columns[1].Kind),
            Is.EqualTo((1, 1, Column.Types.Kind.Categorical)));
    }

    [TestCase("", "empty")]
    [TestCase("x,y\n", "no rows")]
    [TestCase("1,2\n3,4\n", "numbers only")]
    [TestCase("x,x\n1,2\n", "'x' 2 times")]
    [TestCase("x,X\n1,2\n", "'x' 2 times")]
    [TestCase("x,\n1,2\n", "Column 2")]
    [TestCase("x,\"y\n1,2\n", "quote")]
    [TestCase("x,y\n1\n2\n3,4\n", "2 of 3 rows")]
    [TestCase("x,y\n1\n2\n", "None of its 2 rows")]
    public async Task Import_WhatIsNoTable_IsUnreadable(string csv, string problem)
    {
        var error = await Errors.OfAsync(() => _server.ImportAsync(csv, "unreadable"));

        Assert.Multiple(() =>
        {
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
            Assert.That(error.Info.Reason, Is.EqualTo("DATA_UNREADABLE"));
            Assert.That(error.Info.Metadata["problem"], Does.Contain(problem).IgnoreCase);
        });
    }

    [Test]
    public async Task Import_Utf16_IsUnreadable()
    {
        byte[] csv = [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes("x,y\n1,2\n")];

        var error = await Errors.OfAsync(() => _server.ImportAsync(csv, "utf16"));

        Assert.That(error.Info.Metadata["problem"], Does.Contain("UTF-16"));
    }

    [Test]
    public async Task Import_OtherBytesThanPromised_IsRefused()
    {
        var promised = Sha256Digest.Of("something else"u8);

        var error = await Errors.OfAsync(() => _server.ImportAsync(Good, "digest", header => header.Sha256 = promised.Hex));

        Assert.That((error.Info.Reason, error.Info.Metadata["expectedSha256"]), Is.EqualTo(("DIGEST_MISMATCH", promised.Hex)));
    }

    [Test]
    public async Task Import_MoreThanTheLimit_IsRefused()
    {
        var error = await Errors.OfAsync(() => _server.ImportAsync([.. "x,y\n"u8, .. new byte[300_000]], "large"));

        Assert.That((error.Info.Reason, error.Info.Metadata["maxSizeBytes"]), Is.EqualTo(("DATA_TOO_LARGE", "200000")));
    }

    [Test]
    public async Task Import_SameBytesAgain_GivesTheSameVersion()
    {
        var first = await _server.ImportAsync(Good, "again");
        await _server.ImportAsync("x,y\n1,2\n", "again");

        var again = await _server.ImportAsync(Good, "again");

        var versions = await _server.Client.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Parent = "datasets/again" });
        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(first));
            Assert.That(versions.DatasetVersions.Select(version => version.Name),
                Is.EqualTo(["datasets/again/versions/2", "datasets/again/versions/1"]));
        });
    }

    [Test]
    public async Task Import_UnknownDeclaredColumn_IsRefused()
    {
        var error = await Errors.OfAsync(() => _server.ImportAsync(Good, "unknown", header =>
            header.Columns.Add(new Column { Name = "colour", Kind = Column.Types.Kind.Text })));

        Assert.That((error.Info.Reason, error.Info.Metadata["column"]), Is.EqualTo(("COLUMN_NOT_FOUND", "colour")));
    }

    [Test]
    public async Task Import_BadHeader_NamesAllFields()
    {
        var error = await Errors.OfAsync(() => _server.ImportAsync(Good, "Bad Id", header =>
        {
            header.Format = "xlsx";
            header.Sha256 = "abc";
            header.MaxRejectedRatio = 2;
        }));

        Assert.That(error.Fields, Is.SupersetOf(new[]
        {
            "header.dataset_id", "header.format", "header.sha256", "header.max_rejected_ratio",
        }));
    }

    [Test]
    public async Task RejectedRows_InPages_ComeOnceInOrder()
    {
        var csv = "x\n" + string.Concat(Enumerable.Range(0, 100).Select(i => i % 4 == 0 ? "bad\n" : $"{i}\n"));
        var version = await _server.ImportAsync(csv, "pages", header =>
        {
            header.MaxRejectedRatio = 1;
            header.Columns.Add(new Column { Name = "x", Kind = Column.Types.Kind.Numeric });
        });
        var request = new ListRejectedRowsRequest { Parent = version.Name, PageSize = 10 };
        var lines = new List<long>();

        do
        {
            var page = await _server.Client.ListRejectedRowsAsync(request);
            lines.AddRange(page.RejectedRows.Select(row => row.LineNumber));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.That(lines, Is.EqualTo(Enumerable.Range(0, 25).Select(i => (long)(4 * i) + 2)));
    }

    [Test]
    public async Task GetDatasetVersion_Unknown_IsNotFound()
    {
        var error = await Errors.OfAsync(() => _server.Client.GetDatasetVersionAsync(
            new GetDatasetVersionRequest { Name = "datasets/nothing/versions/1" }).ResponseAsync);

        Assert.That((error.StatusCode, error.Info.Reason), Is.EqualTo((StatusCode.NotFound, "RESOURCE_NOT_FOUND")));
    }

    private static byte[] Numbers(int count) =>
        System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, count).Select(i => $"{i},z\n")));
}
