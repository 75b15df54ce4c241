namespace Maas.Console.Tests.Pages;

public sealed class AuditTests : PageTests
{
    [Test]
    public async Task Older_ShowsTheRestBelowTheFirst()
    {
        var opened = await OpenAsync("/audit");
        var rows = opened.Page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(3);
        await opened.Button("Older").ClickAsync();

        await Expect(rows).ToHaveCountAsync(5);
        await Expect(rows.Nth(4)).ToContainTextAsync("CreateDeployment");
        await Expect(opened.Button("Older")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Monitoring_TellsWhatItDidByItself()
    {
        var opened = await OpenAsync("/audit/monitoring");

        await Expect(opened.Page.Locator("tbody tr")).ToContainTextAsync(["Because of alerts/a-17: a training job was started"]);
    }
}
