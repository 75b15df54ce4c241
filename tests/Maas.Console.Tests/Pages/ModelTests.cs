using Maas.Console.Tests.Fakes;
using Maas.Contracts.Registry.V1;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

public sealed class ModelTests : PageTests
{
    private ILocator Dialog => Opened.Page.GetByRole(AriaRole.Dialog);

    [SetUp]
    public async Task OpenModelAsync()
    {
        ShownRegistry.Fill(Suite.Registry);
        await OpenAsync("/models/churn");
    }

    [Test]
    public async Task Promote_MovesTheAliasOnce_GuardedByWhatWasShown()
    {
        await Opened.Button("Promote v7").ClickAsync();
        await Expect(Dialog).ToContainTextAsync("production points at v6. It will point at v7");
        await Opened.Button("Promote").ClickAsync();
        await Expect(AliasOf("production")).ToContainTextAsync("points at v7");

        var request = Suite.Registry.SetAliases.Single();
        Assert.That(request.RequestId, Does.Match("^[0-9a-f-]{36}$"));
        Assert.That(request, Is.EqualTo(new SetAliasRequest
        {
            Alias = new Alias { Name = "models/churn/aliases/production", ModelVersion = "models/churn/versions/7", Etag = "etag-production" },
            ExpectedModelVersion = "models/churn/versions/6",
            RequestId = request.RequestId,
        }));
    }

    [Test]
    public async Task Promote_WhenSomebodyWasFaster_SaysSoAndMovesNothing()
    {
        await Opened.Button("Promote v7").ClickAsync();
        await Expect(Dialog).ToBeVisibleAsync();
        Suite.Registry.Move("models/churn/aliases/production", "models/churn/versions/5", etag: "");
        await Opened.Button("Promote").ClickAsync();

        await Expect(Dialog).ToContainTextAsync("was changed by someone else");
        Assert.That(Suite.Registry.Aliases["models/churn/aliases/production"].ModelVersion, Is.EqualTo("models/churn/versions/5"));
    }

    [Test]
    public async Task Promote_ToANewAlias_ExpectsThatThereIsNone()
    {
        await Opened.Button("Promote v6").ClickAsync();
        await Opened.Page.GetByLabel("Alias", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("a new one…");
        await Opened.Page.GetByLabel("Name of the new alias").FillAsync("staging");
        await Opened.Button("Promote").ClickAsync();
        await Expect(AliasOf("staging")).ToContainTextAsync("points at v6");

        var request = Suite.Registry.SetAliases.Single();
        Assert.That((request.Alias.Name, request.ExpectedModelVersion, request.Alias.Etag), Is.EqualTo(("models/churn/aliases/staging", "none", "")));
    }

    [Test]
    public async Task Promote_ByKeyboardAlone_OpensAndCloses()
    {
        await Opened.Button("Promote v7").FocusAsync();
        await Opened.Page.Keyboard.PressAsync("Enter");
        // Keys go to the dialog as soon as it has taken the focus.
        await Expect(Opened.Page.Locator(".mud-dialog-container :focus")).ToHaveCountAsync(1);
        await Opened.Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog).ToHaveCountAsync(0);

        Assert.That(Suite.Registry.SetAliases, Is.Empty);
    }

    [Test]
    public async Task RollBack_TakesTheAliasBack_GuardedByWhatWasShown()
    {
        await Opened.Button("Roll back to v5").ClickAsync();
        await Expect(Dialog).ToContainTextAsync("It will point at churn v5 again");
        await Opened.Button("Roll back").ClickAsync();
        await Expect(AliasOf("production")).ToContainTextAsync("points at v5");

        var request = Suite.Registry.RolledBack.Single();
        Assert.That(
            (request.Name, request.ExpectedModelVersion, request.Etag, request.ReadTime),
            Is.EqualTo(("models/churn/aliases/production", "models/churn/versions/6", "etag-production", (object?)null)));
    }

    [Test]
    public async Task Names_ThatLookLikeMarkup_AreText()
    {
        const string Script = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
        Suite.Registry.Models["models/churn"].DisplayName = Script;
        Suite.Registry.Versions["models/churn/versions/7"].Labels["note"] = Script;

        await OpenAsync("/models/churn");

        await Expect(Opened.Page.Locator(".lead")).ToHaveTextAsync(Script);
        await Expect(Opened.Page.Locator("tbody tr").First).ToContainTextAsync($"note={Script}");
        Assert.That(await Opened.Page.Locator("main script, main img").CountAsync(), Is.Zero);
        Assert.That(await Opened.Page.TitleAsync(), Is.EqualTo("churn - Maas"));
    }

    private ILocator AliasOf(string alias) => Opened.Page.Locator(".alias", new PageLocatorOptions { HasText = alias });
}
