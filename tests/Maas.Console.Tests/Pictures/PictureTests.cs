using System.Buffers.Binary;
using Maas.Console.Tests.Browsers;
using Maas.Console.Tests.Fakes;

namespace Maas.Console.Tests.Pictures;

/// <summary>
/// The pictures of the guide. <c>MAAS_PICTURES=1</c> takes them anew; else one is taken beside each and must have its size: letters differ from
/// machine to machine, a page that got longer or narrower does not go unseen.
/// </summary>
public sealed class PictureTests
{
    private const int MostBytes = 200_000;

    private static readonly bool IsTaken = Environment.GetEnvironmentVariable("MAAS_PICTURES") == "1";

    private FakeSuite _suite = null!;

    private static string Folder => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), "..", "..", "..", "..", "docs", "console"));

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _suite = await FakeSuite.StartAsync();
        _suite.Training.Jobs.Clear();
        _suite.Training.Losses.Clear();
        _suite.Training.Push(ShownTraining.RunningAt(epoch: 1), ShownTraining.LossesAt(epoch: 1));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _suite.DisposeAsync();

    [TestCase("overview", "/", 1280, 560, false)]
    [TestCase("traffic", "/deployments/churn", 1280, 900, false)]
    [TestCase("drift", "/deployments/churn/drift", 1280, 640, false)]
    [TestCase("performance", "/deployments/churn/performance", 1280, 900, true)]
    [TestCase("model", "/models/churn", 1280, 760, false)]
    [TestCase("training", "/training/churn-42", 1280, 640, true)]
    [TestCase("alerts", "/alerts", 1280, 900, false)]
    [TestCase("phone", "/deployments/churn/drift", 390, 844, true)]
    public async Task Picture_IsThereAndOfItsSize(string name, string path, int width, int height, bool isDark)
    {
        await using var opened = await OpenPage.OpenAsync(_suite.Address, path, width, height, isDark);
        if (name == "training")
        {
            await LearnAsync(opened);
        }

        var taken = await opened.Page.ScreenshotAsync();
        var file = Path.Combine(Folder, $"{name}.png");
        if (IsTaken)
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllBytesAsync(file, taken);
        }

        var kept = await File.ReadAllBytesAsync(file);
        Assert.That(SizeOf(taken), Is.EqualTo((width, height)));
        Assert.That(SizeOf(kept), Is.EqualTo((width, height)));
        Assert.That(kept, Has.Length.LessThan(MostBytes));
    }

    private async Task LearnAsync(OpenPage opened)
    {
        for (var epoch = 2; epoch <= 28; epoch++)
        {
            _suite.Training.Push(ShownTraining.RunningAt(epoch), ShownTraining.LossesAt(epoch));
        }

        await Microsoft.Playwright.Assertions.Expect(opened.Page.Locator("figure .dot.ink-1")).ToHaveCountAsync(28);
    }

    // PNG, section 11.2.2: width and height stand behind the signature and the name of the first chunk.
    private static (int Width, int Height) SizeOf(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
