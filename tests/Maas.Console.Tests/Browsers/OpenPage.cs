using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Browsers;

/// <summary>A page of a console in a browser. Fails the test at its end when the browser complained.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _console;
    private readonly ConcurrentQueue<string> _complaints = new();

    private OpenPage(IBrowserContext context, IPage page, Uri console)
    {
        (_context, Page, _console) = (context, page, console);
        page.Console += (_, message) => Complain(message.Type is "error" ? message.Text : null);
        page.PageError += (_, error) => Complain(error);
    }

    public IPage Page { get; }

    /// <summary>Opens a page and waits until it has its heading.</summary>
    public static async Task<OpenPage> OpenAsync(Uri console, string path, int width = 1280, int height = 900, bool isDark = false)
    {
        var context = await Browser.OpenAsync(width, height, isDark);
        var opened = new OpenPage(context, await context.NewPageAsync(), console);
        await opened.GoAsync(path);
        return opened;
    }

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(_console, path).ToString());
        await Page.Locator("h1").First.WaitForAsync();
        await Assertions.Expect(Page.Locator(".waiting")).ToHaveCountAsync(0);
    }

    /// <summary>What is within the page, a part of it by its label.</summary>
    public ILocator Region(string label) => Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = label, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>Fails when the browser has complained since this was last asked.</summary>
    public void AssertNoComplaints() => Assert.That(TakeComplaints(), Is.Empty, "The browser complained.");

    /// <summary>What the browser has complained of since this was last asked, for a test that expects it.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        var complaints = _complaints.ToList();
        _complaints.Clear();
        return complaints;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        AssertNoComplaints();
    }

    private void Complain(string? text)
    {
        if (text is not null)
        {
            _complaints.Enqueue(text);
        }
    }
}
