using Microsoft.Playwright;

namespace Maas.Console.Tests;

/// <summary>One Chromium for all tests, the one of the system.</summary>
[SetUpFixture]
public sealed class Browser
{
    private const string Program = "/usr/bin/chromium";

    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    /// <summary>A new window without any memory.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="isDark">Whether the system wishes dark pages.</param>
    internal static async Task<IBrowserContext> OpenAsync(int width = 1280, int height = 900, bool isDark = false)
    {
        if (_browser is null)
        {
            Assert.Ignore($"No {Program} (Debian package chromium).");
        }

        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout(15_000);
        return context;
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (File.Exists(Program))
        {
            Assertions.SetDefaultExpectTimeout(15_000);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                // The sandbox of a browser needs rights that a container does not give; it shows pages of this test alone.
                Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
            });
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
