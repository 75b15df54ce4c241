namespace Maas.Console.Tests.Pages;

/// <summary>Every page in the hand.</summary>
public sealed class PhoneTests : PageTests
{
    private static readonly string[] Paths =
    [
        "/", "/deployments", "/deployments/churn", "/deployments/churn/drift", "/deployments/churn/quality", "/deployments/churn/performance",
        "/deployments/churn/serving", "/models", "/models/churn", "/training", "/training/churn-41", "/alerts", "/audit", "/audit/monitoring",
    ];

    private protected override int Width => 390;

    [TestCaseSource(nameof(Paths))]
    public async Task Page_OnAPhone_IsNoWiderThanIt(string path)
    {
        var opened = await OpenAsync(path);

        Assert.That(await opened.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"), Is.LessThanOrEqualTo(390));
    }

    [Test]
    public async Task Promote_OnAPhone_IsInSight()
    {
        var opened = await OpenAsync("/models/churn");
        var button = await opened.Button("Promote v7").BoundingBoxAsync();

        Assert.That(button!.X + button.Width, Is.LessThanOrEqualTo(390));
    }
}
