using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>A request that came.</summary>
internal sealed record Received(string Delivery, string Signature, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public IReadOnlyList<JsonElement> Alerts => [.. Json.GetProperty("alerts").EnumerateArray()];

    /// <summary>Names of the alerts' rules and how each stands, in order.</summary>
    public IReadOnlyList<string> Told =>
    [
        .. Alerts.Select(alert => $"{alert.GetProperty("alertRule").GetString()} {alert.GetProperty("state").GetString()}").Order(),
    ];

    /// <summary>Whether the signature is one of this body by a secret, as the guide says how to check it.</summary>
    public bool IsSignedBy(string secret)
    {
        var parts = Signature.Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{Body}"));
        return CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(parts["v1"]));
    }
}

/// <summary>A real HTTP server on loopback that keeps what it is sent and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Secret = "a secret of sixteen";

    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>How it answers; 204 unless a test says otherwise.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public string Url => $"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/hook?key=1";

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Answers with a status.</summary>
    public void AnswerWith(int status, string location = "") => Answer = context =>
    {
        context.Response.StatusCode = status;
        if (location.Length > 0)
        {
            context.Response.Headers.Location = location;
        }

        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Requests.Enqueue(new Received(
            context.Request.Headers["Maas-Delivery"].ToString(), context.Request.Headers["Maas-Signature"].ToString(), body));
        await Answer(context);
    }
}
