using Maas.Digests;
using Maas.Errors;
using Maas.Requests;
using Maas.Storage.Database;
using Maas.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Storage.Tests.Database;

[CancelAfter(30_000)]
internal sealed class RequestLogTests
{
    private readonly FakeTimeProvider _clock = new();
    private TempFolder _folder = null!;
    private SqliteDatabase _database = null!;
    private int _runs;

    [SetUp]
    public async Task SetUp()
    {
        _folder = new TempFolder();
        _database = await OpenAsync();
        _runs = 0;
    }

    [TearDown]
    public async Task TearDown()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Once_SameRequestAfterARestart_GetsTheFirstAnswer(CancellationToken cancellationToken)
    {
        var first = await OnceAsync("id-1", "body", cancellationToken);
        await _database.DisposeAsync();
        _database = await OpenAsync();

        var second = await OnceAsync("id-1", "body", cancellationToken);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Once_SameIdWithAnotherBody_IsRefused(CancellationToken cancellationToken)
    {
        await OnceAsync("id-1", "body", cancellationToken);

        var error = await Assert.ThrowsAsync<MaasException>(() => OnceAsync("id-1", "other", cancellationToken));

        Assert.That(error!.Reason, Is.EqualTo("REQUEST_ID_REUSED"));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Once_AfterTheRetention_RunsAgain(CancellationToken cancellationToken)
    {
        await OnceAsync("id-1", "body", cancellationToken);
        _clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        await OnceAsync("id-1", "body", cancellationToken);

        Assert.That(_runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Once_MutationThatFails_IsNotRemembered(CancellationToken cancellationToken)
    {
        var log = new RequestLog(_clock);
        Assert.That(
            async () => await _database.WriteAsync(
                session => log.OnceAsync<int>(session, Identity("id-1", "body"), () => throw new TimeoutException()),
                cancellationToken),
            Throws.TypeOf<TimeoutException>());

        await OnceAsync("id-1", "body", cancellationToken);

        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Once_WithoutAnId_AlwaysRuns(CancellationToken cancellationToken)
    {
        await OnceAsync(id: null, "body", cancellationToken);
        await OnceAsync(id: null, "body", cancellationToken);

        Assert.That(_runs, Is.EqualTo(2));
    }

    private Task<Answer> OnceAsync(string? id, string body, CancellationToken cancellationToken)
    {
        var log = new RequestLog(_clock);
        return _database.WriteAsync(
            session => log.OnceAsync(session, id is null ? null : Identity(id, body), () =>
            {
                _runs++;
                return Task.FromResult(new Answer(
                    _runs, double.NaN, Sha256Digest.Of([1]), _clock.GetStorableNow(), DayOfWeek.Friday));
            }),
            cancellationToken);
    }

    private static RequestIdentity Identity(string id, string body) =>
        new(id, "/test/Method", Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(body)));

    private Task<SqliteDatabase> OpenAsync() => SqliteDatabase.OpenAsync(
        _folder.File("test.db"), typeof(RequestLogTests).Assembly, _clock, CancellationToken.None);

    private sealed record Answer(int Run, double Value, Sha256Digest Digest, DateTimeOffset Time, DayOfWeek Day);
}
