using System.Globalization;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Aliases;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class AliasBookTests(TestDatabase database)
{
    private const string Production = "models/churn/aliases/production";

    private RegistryFixture _registry = null!;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelWithVersionsAsync("churn", 3, CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Set_MovesTheAliasAndShowsInTheModel(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, Version(1), cancellationToken);
        var moved = await _registry.SetAliasAsync(Production, Version(3), cancellationToken);

        var model = await _registry.Client.GetModelAsync(
            new GetModelRequest { Name = "models/churn" }, cancellationToken: cancellationToken);

        Assert.That(moved.ModelVersion, Is.EqualTo(Version(3)));
        Assert.That(model.Aliases["production"], Is.EqualTo(Version(3)));
    }

    [Test]
    public async Task Set_ExpectingAnotherVersion_IsAbortedAndMovesNothing(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, Version(1), cancellationToken);

        var failure = await RegistryFailure.OfAsync(
            () => _registry.SetAliasAsync(Production, Version(3), cancellationToken, expected: Version(2)));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.Aborted, "ALIAS_MOVED")));
        Assert.That(failure.Metadata["currentModelVersion"], Is.EqualTo(Version(1)));
        Assert.That((await GetAsync(cancellationToken)).ModelVersion, Is.EqualTo(Version(1)));
    }

    [Test]
    public async Task Set_ExpectingNone_MakesButDoesNotMove(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, Version(1), cancellationToken, expected: "none");

        var failure = await RegistryFailure.OfAsync(
            () => _registry.SetAliasAsync(Production, Version(2), cancellationToken, expected: "none"));

        Assert.That(failure.Reason, Is.EqualTo("ALIAS_MOVED"));
    }

    [Test]
    public async Task Set_WithStaleEtag_IsAborted(CancellationToken cancellationToken)
    {
        var first = await _registry.SetAliasAsync(Production, Version(1), cancellationToken);
        await _registry.SetAliasAsync(Production, Version(2), cancellationToken, etag: first.Etag);

        var failure = await RegistryFailure.OfAsync(
            () => _registry.SetAliasAsync(Production, Version(3), cancellationToken, etag: first.Etag));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.Aborted, "ETAG_MISMATCH")));
    }

    [Test]
    public async Task Set_UnknownVersion_IsNotFound(CancellationToken cancellationToken)
    {
        var failure = await RegistryFailure.OfAsync(
            () => _registry.SetAliasAsync(Production, Version(9), cancellationToken));

        Assert.That((failure.Code, failure.Metadata["resource"]), Is.EqualTo((StatusCode.NotFound, Version(9))));
    }

    [Test]
    public async Task Set_VersionOfAnotherModel_IsRefused(CancellationToken cancellationToken)
    {
        await _registry.CreateModelWithVersionsAsync("fraud", 1, cancellationToken);

        var failure = await RegistryFailure.OfAsync(
            () => _registry.SetAliasAsync(Production, "models/fraud/versions/1", cancellationToken));

        Assert.That(failure.Reason, Is.EqualTo("INVALID_FIELD"));
    }

    [Test]
    public async Task Set_From16TasksByCompareAndSet_LeavesOneLineWithoutForks(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, Version(1), cancellationToken);

        var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(task => MoveManyTimesAsync(task, cancellationToken)));

        var moves = await HistoryAsync(cancellationToken);
        var expectations = wins.SelectMany(win => win).OrderBy(win => win.SequenceNumber).Select(win => win.Expected);
        Assert.That(moves.Skip(1).Select(move => move.PreviousModelVersion), Is.EqualTo(expectations));
        Assert.That(moves.Select(move => move.SequenceNumber), Is.EqualTo(Enumerable.Range(1, moves.Count).Select(n => (long)n)));
        Assert.That(
            moves.Skip(1).Select(move => move.PreviousModelVersion),
            Is.EqualTo(moves.SkipLast(1).Select(move => move.ModelVersion)));
        Assert.That((await GetAsync(cancellationToken)).ModelVersion, Is.EqualTo(moves[^1].ModelVersion));
    }

    [Test]
    public async Task Delete_KeepsTheHistoryAndLaterMovesGoOn(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, Version(1), cancellationToken);
        await _registry.Client.DeleteAliasAsync(
            new DeleteAliasRequest { Name = Production }, cancellationToken: cancellationToken);
        await _registry.SetAliasAsync(Production, Version(2), cancellationToken, expected: "none");

        var moves = await HistoryAsync(cancellationToken);

        Assert.That(
            moves.Select(move => (move.SequenceNumber, move.PreviousModelVersion, move.ModelVersion)),
            Is.EqualTo(new[] { (1L, "", Version(1)), (2L, Version(1), ""), (3L, "", Version(2)) }));
        Assert.That(moves[0].Actor, Is.EqualTo("anonymous"));
    }

    private static string Version(int number) => $"models/churn/versions/{number}";

    /// <summary>Reads, moves on by compare-and-set, and tells where it was first and what it had expected there.</summary>
    private async Task<List<(long SequenceNumber, string Expected)>> MoveManyTimesAsync(
        int task, CancellationToken cancellationToken)
    {
        var wins = new List<(long, string)>();
        for (var i = 0; i < 10; i++)
        {
            var current = (await GetAsync(cancellationToken)).ModelVersion;
            try
            {
                var moved = await _registry.SetAliasAsync(
                    Production, Version(1 + ((task + i) % 3)), cancellationToken, expected: current);
                wins.Add((long.Parse(moved.Etag.Trim('"'), CultureInfo.InvariantCulture), current));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Aborted)
            {
            }
        }

        return wins;
    }

    private async Task<Alias> GetAsync(CancellationToken cancellationToken) =>
        await _registry.Client.GetAliasAsync(new GetAliasRequest { Name = Production }, cancellationToken: cancellationToken);

    /// <summary>Oldest first.</summary>
    private async Task<List<AliasMove>> HistoryAsync(CancellationToken cancellationToken)
    {
        var request = new ListAliasHistoryRequest { Name = Production, PageSize = 7 };
        var moves = new List<AliasMove>();
        do
        {
            var page = await _registry.Client.ListAliasHistoryAsync(request, cancellationToken: cancellationToken);
            moves.AddRange(page.AliasMoves);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        moves.Reverse();
        return moves;
    }
}
