using System.Net;
using System.Security.Cryptography;
using System.Text;
using Maas.Console.Tests.Browsers;
using Maas.Console.Tests.Fakes;
using Maas.Testing;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Security;

/// <summary>A suite that knows tokens: its console hands on that of whoever looks, and has none of its own.</summary>
public sealed class SignInTests
{
    private const string Token = "reader-secret";

    private TempFolder _folder = null!;
    private FakeSuite _suite = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TempFolder();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)));
        await File.WriteAllTextAsync(
            _folder.File("tokens.json"), $$"""[{"name": "reader", "sha256": "{{digest}}", "permissions": ["registry.*", "training.*"]}]""");
        _suite = await FakeSuite.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Maas:Hosting:TokensFile"] = _folder.File("tokens.json"),
            // What the host could send must not be what a page is asked with.
            ["Maas:Services:Token"] = "token-of-the-host",
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _suite.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task SignIn_WithAKnownToken_HandsItOn()
    {
        await using var opened = await OpenPage.OpenAsync(_suite.Address, "/models");
        Assert.That(new Uri(opened.Page.Url).AbsolutePath, Is.EqualTo("/sign-in"));
        _suite.Registry.Authorizations.Clear();

        await SignInAsync(opened, Token);

        await Assertions.Expect(opened.Page.Locator("tbody")).ToContainTextAsync("Customers who leave");
        Assert.That(new Uri(opened.Page.Url).AbsolutePath, Is.EqualTo("/models"));
        Assert.That(_suite.Registry.Authorizations.Distinct(), Is.EqualTo([$"Bearer {Token}"]));
        var cookie = (await opened.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "maas-console");
        Assert.That((cookie.HttpOnly, cookie.SameSite), Is.EqualTo((true, SameSiteAttribute.Strict)));
        Assert.That(cookie.Value, Does.Not.Contain(Token));
    }

    [Test]
    public async Task SignIn_WithAnUnknownToken_IsRefused()
    {
        await using var opened = await OpenPage.OpenAsync(_suite.Address, "/");

        await SignInAsync(opened, "guess");

        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Registry does not know this token.");
    }

    [Test]
    public async Task Page_ThatTheTokenMayNotSee_SaysWhichPermissionItLacks()
    {
        await using var opened = await OpenPage.OpenAsync(_suite.Address, "/alerts");

        await SignInAsync(opened, Token);

        await Assertions.Expect(opened.Page.Locator(".notice-refused").First).ToContainTextAsync("'monitoring.alerts.list'");
    }

    [Test]
    public async Task SignOut_AsksAgain()
    {
        await using var opened = await OpenPage.OpenAsync(_suite.Address, "/models");
        await SignInAsync(opened, Token);
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await opened.Button("Sign out").ClickAsync();
        await opened.Page.GetByLabel("Token").WaitForAsync();

        await opened.GoAsync("/models");

        Assert.That(new Uri(opened.Page.Url).AbsolutePath, Is.EqualTo("/sign-in"));
    }

    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("https://evil.example/")]
    public async Task SignIn_LeadsToNoOtherSite(string returnUrl)
    {
        await using var opened = await OpenPage.OpenAsync(_suite.Address, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        await SignInAsync(opened, Token);
        await opened.Page.Locator("h1", new PageLocatorOptions { HasText = "Overview" }).WaitForAsync();

        Assert.That(new Uri(opened.Page.Url).Authority, Is.EqualTo(_suite.Address.Authority));
    }

    [Test]
    public async Task SignIn_WithoutTheFormOfThisConsole_IsRefused()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["Token"] = Token });

        using var answer = await _suite.Console.Http.PostAsync("/sign-in", form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
    }

    [Test]
    public async Task Socket_OfAStranger_IsRefused()
    {
        using var answer = await _suite.Console.Http.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Page_ThatThereIsNot_AsksAStrangerToSignIn()
    {
        using var answer = await _suite.Console.Http.GetAsync("/nonsense");

        Assert.That(answer.RequestMessage!.RequestUri!.AbsolutePath, Is.EqualTo("/sign-in"));
    }

    private static async Task SignInAsync(OpenPage opened, string token)
    {
        await opened.Page.GetByLabel("Token").FillAsync(token);
        await opened.Button("Sign in").ClickAsync();
    }
}
