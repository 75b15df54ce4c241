using Maas.Console.Tests.Browsers;
using Maas.Console.Tests.Fakes;
using Microsoft.Playwright;

namespace Maas.Console.Tests.Pages;

/// <summary>A suite of known content and a window for the tests of a class; a page for each test.</summary>
public abstract class PageTests
{
    private OpenPage? _opened;

    private protected FakeSuite Suite { get; private set; } = null!;

    private protected OpenPage Opened => _opened!;

    /// <summary>Width of the window in pixels.</summary>
    private protected virtual int Width => 1280;

    [OneTimeSetUp]
    public async Task StartSuiteAsync()
    {
        Suite = await FakeSuite.StartAsync();
        _opened = await OpenPage.OpenAsync(Suite.Address, "/", Width);
    }

    [OneTimeTearDown]
    public async Task StopSuiteAsync()
    {
        if (_opened is not null)
        {
            await _opened.DisposeAsync();
        }

        await Suite.DisposeAsync();
    }

    [TearDown]
    public void AssertNoComplaints() => _opened?.AssertNoComplaints();

    private protected async Task<OpenPage> OpenAsync(string path)
    {
        await Opened.GoAsync(path);
        return Opened;
    }

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
