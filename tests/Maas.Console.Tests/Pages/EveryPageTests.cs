using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

/// <summary>What holds of every page.</summary>
public sealed class EveryPageTests : PageTests
{
    [Test]
    public async Task Page_IsLitAsTheSystemWishes([Values] bool isDark)
    {
        await using var opened = await Browsers.OpenPage.OpenAsync(Suite.Address, "/", isDark: isDark);

        await Expect(opened.Page.Locator("body")).ToHaveCSSAsync("background-color", isDark ? "rgb(18, 21, 27)" : "rgb(246, 247, 249)");
        await Expect(opened.Page.Locator(".card").First).ToHaveCSSAsync("color", isDark ? "rgb(232, 234, 240)" : "rgb(26, 29, 35)");
    }

    [Test]
    public async Task Page_IsWalkedByKeyboard()
    {
        var opened = await OpenAsync("/");
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "To the content" }).FocusAsync();
        for (var i = 0; i < 4; i++)
        {
            // The name, then the pages in their order.
            await opened.Page.Keyboard.PressAsync("Tab");
        }

        await opened.Page.Keyboard.PressAsync("Enter");

        await Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Models");
    }

    [Test]
    public async Task Page_LooksAgainByItself()
    {
        var opened = await OpenAsync("/models");
        Suite.Registry.Models["models/later"] = new Contracts.Registry.V1.Model { Name = "models/later" };

        await Expect(opened.Page.Locator("tbody")).ToContainTextAsync("later");
        Suite.Registry.Models.TryRemove("models/later", out _);
    }

    [Test]
    public async Task Page_ThatThereIsNot_SaysSo()
    {
        await using var opened = await Browsers.OpenPage.OpenAsync(Suite.Address, "/nonsense");

        await Expect(opened.Page.Locator("h1")).ToHaveTextAsync("There is no such page");
        Assert.That(opened.TakeComplaints().Single(), Does.Contain("404"));
    }
}
