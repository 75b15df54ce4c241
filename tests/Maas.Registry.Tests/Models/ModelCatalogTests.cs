using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Models;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class ModelCatalogTests(TestDatabase database)
{
    private RegistryFixture _registry = null!;

    private RegistryService.RegistryServiceClient Client => _registry.Client;

    [SetUp]
    public async Task SetUp() => _registry = await RegistryFixture.StartAsync(database);

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Create_ThenGet_GivesTheSameModel(CancellationToken cancellationToken)
    {
        var created = await Client.CreateModelAsync(
            new CreateModelRequest
            {
                ModelId = "risk.churn",
                Model = new Model { DisplayName = "Churn", Description = "Who leaves", Labels = { ["team"] = "risk" } },
            },
            cancellationToken: cancellationToken);

        var found = await Client.GetModelAsync(
            new GetModelRequest { Name = "models/risk.churn" }, cancellationToken: cancellationToken);

        Assert.That(found, Is.EqualTo(created));
        Assert.That(Guid.Parse(found.Uid).Version, Is.EqualTo(4));
        Assert.That(found.Labels["team"], Is.EqualTo("risk"));
    }

    [Test]
    public async Task Create_TakenId_IsRefused(CancellationToken cancellationToken)
    {
        await _registry.CreateModelAsync("churn", cancellationToken);

        var failure = await RegistryFailure.OfAsync(() => _registry.CreateModelAsync("churn", cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.AlreadyExists, "RESOURCE_ALREADY_EXISTS")));
        Assert.That(failure.Metadata["resource"], Is.EqualTo("models/churn"));
    }

    [TestCase("Churn")]
    [TestCase("1churn")]
    [TestCase("../../etc")]
    [TestCase("a/b")]
    [TestCase("churn-")]
    public async Task Create_MalformedId_IsRefused(string id)
    {
        var failure = await RegistryFailure.OfAsync(() => _registry.CreateModelAsync(id, CancellationToken.None));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "INVALID_FIELD")));
    }

    [Test]
    public async Task Create_WithValidateOnly_AnswersAndCreatesNothing(CancellationToken cancellationToken)
    {
        var request = new CreateModelRequest { ModelId = "churn", Model = new Model(), ValidateOnly = true };

        var answer = await Client.CreateModelAsync(request, cancellationToken: cancellationToken);

        Assert.That(answer.Name, Is.EqualTo("models/churn"));
        var failure = await RegistryFailure.OfAsync(async () => await Client.GetModelAsync(
            new GetModelRequest { Name = "models/churn" }, cancellationToken: cancellationToken));
        Assert.That(failure.Reason, Is.EqualTo("RESOURCE_NOT_FOUND"));
    }

    [Test]
    public async Task Create_RepeatedAfterARestart_GetsTheFirstAnswer(CancellationToken cancellationToken)
    {
        var request = new CreateModelRequest
        {
            ModelId = "churn",
            Model = new Model { DisplayName = "Churn" },
            RequestId = Guid.NewGuid().ToString(),
        };
        var first = await Client.CreateModelAsync(request, cancellationToken: cancellationToken);
        await _registry.Host.RestartAsync();

        var second = await Client.CreateModelAsync(request, cancellationToken: cancellationToken);

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task Create_RequestIdOfAnotherRequest_IsRefused(CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString();
        await Client.CreateModelAsync(
            new CreateModelRequest { ModelId = "churn", Model = new Model(), RequestId = id },
            cancellationToken: cancellationToken);

        var failure = await RegistryFailure.OfAsync(async () => await Client.CreateModelAsync(
            new CreateModelRequest { ModelId = "fraud", Model = new Model(), RequestId = id },
            cancellationToken: cancellationToken));

        Assert.That(failure.Reason, Is.EqualTo("REQUEST_ID_REUSED"));
    }

    [Test]
    public async Task Update_WithMask_WritesOnlyWhatItNames(CancellationToken cancellationToken)
    {
        var created = await Client.CreateModelAsync(
            new CreateModelRequest { ModelId = "churn", Model = new Model { DisplayName = "Old", Description = "Kept" } },
            cancellationToken: cancellationToken);

        var updated = await Client.UpdateModelAsync(
            new UpdateModelRequest
            {
                Model = new Model { Name = created.Name, DisplayName = "New", Etag = created.Etag },
                UpdateMask = new FieldMask { Paths = { "display_name" } },
            },
            cancellationToken: cancellationToken);

        Assert.That((updated.DisplayName, updated.Description), Is.EqualTo(("New", "Kept")));
        Assert.That(updated.Etag, Is.Not.EqualTo(created.Etag));
    }

    [Test]
    public async Task Update_WithStaleEtag_IsAbortedAndChangesNothing(CancellationToken cancellationToken)
    {
        var created = await _registry.CreateModelAsync("churn", cancellationToken);
        var winner = new UpdateModelRequest { Model = new Model { Name = created.Name, DisplayName = "A", Etag = created.Etag } };
        var loser = new UpdateModelRequest { Model = new Model { Name = created.Name, DisplayName = "B", Etag = created.Etag } };
        var current = await Client.UpdateModelAsync(winner, cancellationToken: cancellationToken);

        var failure = await RegistryFailure.OfAsync(
            async () => await Client.UpdateModelAsync(loser, cancellationToken: cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.Aborted, "ETAG_MISMATCH")));
        Assert.That(failure.Metadata["currentEtag"], Is.EqualTo(current.Etag));
        var found = await Client.GetModelAsync(new GetModelRequest { Name = created.Name }, cancellationToken: cancellationToken);
        Assert.That(found.DisplayName, Is.EqualTo("A"));
    }

    [Test]
    public async Task Update_UnknownPath_IsRefused(CancellationToken cancellationToken)
    {
        var created = await _registry.CreateModelAsync("churn", cancellationToken);

        var failure = await RegistryFailure.OfAsync(async () => await Client.UpdateModelAsync(
            new UpdateModelRequest { Model = created, UpdateMask = new FieldMask { Paths = { "uid" } } },
            cancellationToken: cancellationToken));

        Assert.That(failure.Reason, Is.EqualTo("INVALID_FIELD"));
        Assert.That(failure.Message, Does.Contain("display_name, description, labels"));
    }

    [Test]
    public async Task List_InPages_GivesEveryModelOnceNewestFirst(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 5; i++)
        {
            await _registry.CreateModelAsync($"m{i}", cancellationToken);
        }

        var names = new List<string>();
        var token = "";
        do
        {
            var page = await Client.ListModelsAsync(
                new ListModelsRequest { PageSize = 2, PageToken = token }, cancellationToken: cancellationToken);
            names.AddRange(page.Models.Select(model => model.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.That(names, Is.EqualTo(new[] { "models/m4", "models/m3", "models/m2", "models/m1", "models/m0" }));
    }
}
