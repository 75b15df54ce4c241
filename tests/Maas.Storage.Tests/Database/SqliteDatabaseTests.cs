using Maas.Storage.Database;
using Maas.Testing;

namespace Maas.Storage.Tests.Database;

[CancelAfter(30_000)]
internal sealed class SqliteDatabaseTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TempFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Open_WithNoFile_AppliesAllMigrationsInOrder(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);

        var applied = await database.ReadAsync(
            session => session.QueryAsync<string>(
                "SELECT name FROM schema_version WHERE component = 'Maas.Storage.Tests' ORDER BY version"),
            cancellationToken);

        Assert.That(applied, Is.EqualTo(new[] { "notes", "note_times" }));
    }

    [Test]
    public async Task Open_Again_KeepsRowsAndAppliesNothingTwice(CancellationToken cancellationToken)
    {
        await using (var first = await OpenAsync(cancellationToken))
        {
            await AddAsync(first, 1, "kept", cancellationToken);
        }

        await using var second = await OpenAsync(cancellationToken);

        Assert.That(await TextsAsync(second, cancellationToken), Is.EqualTo(new[] { "kept" }));
    }

    [Test]
    public async Task Open_FileOfANewerProgram_IsRefused(CancellationToken cancellationToken)
    {
        await using (var first = await OpenAsync(cancellationToken))
        {
            await first.WriteAsync(
                session => session.ExecuteAsync(
                    "INSERT INTO schema_version VALUES ('Maas.Storage.Tests', 3, 'later', '00', 0)"),
                cancellationToken);
        }

        Assert.That(
            async () => await OpenAsync(cancellationToken),
            Throws.InvalidOperationException.With.Message.Contains("schema 3 of Maas.Storage.Tests"));
    }

    [Test]
    public async Task Open_WithAnEditedMigration_IsRefused(CancellationToken cancellationToken)
    {
        await using (var first = await OpenAsync(cancellationToken))
        {
            await first.WriteAsync(
                session => session.ExecuteAsync(
                    "UPDATE schema_version SET sha256 = '00' WHERE component = 'Maas.Storage.Tests' AND version = 1"),
                cancellationToken);
        }

        Assert.That(
            async () => await OpenAsync(cancellationToken),
            Throws.InvalidOperationException.With.Message.Contains("0001_notes"));
    }

    [Test]
    public async Task Write_ThatThrows_ChangesNothing(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);

        Assert.That(
            async () => await database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync("INSERT INTO notes (id, text) VALUES (1, 'half')");
                    throw new TimeoutException();
                },
                cancellationToken),
            Throws.TypeOf<TimeoutException>());
        Assert.That(await TextsAsync(database, cancellationToken), Is.Empty);
    }

    [Test]
    public async Task Rehearse_TellsTheResultAndKeepsNothing(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);

        var rows = await database.RehearseAsync(
            session => session.ExecuteAsync("INSERT INTO notes (id, text) VALUES (1, 'tried')"), cancellationToken);

        Assert.That(rows, Is.EqualTo(1));
        Assert.That(await TextsAsync(database, cancellationToken), Is.Empty);
    }

    [Test]
    public async Task Write_FromManyTasks_LosesNoUpdate(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);
        await AddAsync(database, 1, "counter", cancellationToken);

        await Parallel.ForAsync(0, 200, cancellationToken, async (_, token) => await database.WriteAsync(
            async session =>
            {
                var count = await session.GetAsync<long>("SELECT write_micros FROM notes WHERE id = 1");
                await session.ExecuteAsync("UPDATE notes SET write_micros = @next WHERE id = 1", new { next = count + 1 });
            },
            token));

        var total = await database.ReadAsync(
            session => session.GetAsync<long>("SELECT write_micros FROM notes WHERE id = 1"), cancellationToken);
        Assert.That(total, Is.EqualTo(200));
    }

    [Test]
    public async Task Read_WhileAWriteIsUnderWay_SeesTheStateBefore(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);

        await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO notes (id, text) VALUES (1, 'new')");
                Assert.That(await TextsAsync(database, cancellationToken), Is.Empty);
            },
            cancellationToken);

        Assert.That(await TextsAsync(database, cancellationToken), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Connections_FlushEveryCommitOfAWal(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);

        var (journal, synchronous, foreignKeys) = await database.ReadAsync(
            async session => (
                await session.GetAsync<string>("PRAGMA journal_mode"),
                await session.GetAsync<long>("PRAGMA synchronous"),
                await session.GetAsync<long>("PRAGMA foreign_keys")),
            cancellationToken);

        Assert.That((journal, synchronous, foreignKeys), Is.EqualTo(("wal", 2L, 1L)));
    }

    private static Task<int> AddAsync(
        SqliteDatabase database, long id, string text, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync("INSERT INTO notes (id, text) VALUES (@id, @text)", new { id, text }),
            cancellationToken);

    private static Task<IReadOnlyList<string>> TextsAsync(
        SqliteDatabase database, CancellationToken cancellationToken) => database.ReadAsync(
            session => session.QueryAsync<string>("SELECT text FROM notes ORDER BY id"), cancellationToken);

    private Task<SqliteDatabase> OpenAsync(CancellationToken cancellationToken) => SqliteDatabase.OpenAsync(
        _folder.File("test.db"), typeof(SqliteDatabaseTests).Assembly, TimeProvider.System, cancellationToken);
}
