using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>
/// Sends one message once. No proxy, no redirects, no cookies, a new connection each time; nothing of the answer is kept but its status.
/// Thread-safe.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Name of the header that is the same at every attempt.</summary>
    public const string DeliveryHeader = "Maas-Delivery";

    private const int MaxAnswerBytes = 64 << 10;

    private readonly HttpMessageInvoker _http;
    private readonly IOptions<AlertOptions> _options;
    private readonly TimeProvider _clock;

    public WebhookSender(WebhookConnector connector, IOptions<AlertOptions> options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = MaxAnswerBytes >> 10,

            // A receiver that answers with a few words is not broken off.
            MaxResponseDrainSize = MaxAnswerBytes,
            ConnectCallback = connector.ConnectAsync,
            ConnectTimeout = options.Value.DeliveryTimeout,

            // A trace would carry the URL, which may be a secret, to whoever collects traces.
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Sends a message.</summary>
    /// <returns>Why it was not taken, in a sentence without any secret; null when it was.</returns>
    public async Task<string?> SendAsync(Webhook webhook, Delivery delivery, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Value.DeliveryTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = RequestOf(webhook, delivery);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => $"It answered {(int)response.StatusCode}, and redirects are not followed.",
                _ => $"It answered {(int)response.StatusCode}.",
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"It did not answer within {_options.Value.DeliveryTimeout.TotalSeconds:0.###} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return ProblemOf(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage RequestOf(Webhook webhook, Delivery delivery)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(delivery.Body, new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Maas-Monitoring", "1"));
        request.Headers.Add(DeliveryHeader, delivery.Id);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(webhook.Secret, _clock.GetUtcNow(), delivery.Body));
        return request;
    }

    private static string ProblemOf(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is ForbiddenAddressException)
            {
                return $"Nothing was sent: {inner.Message}";
            }

            if (inner is SocketException socket)
            {
                return $"It cannot be reached: {socket.SocketErrorCode}.";
            }
        }

        return exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request
            ? $"The connection failed: {request.HttpRequestError}."
            : "The connection broke off.";
    }
}
