using Microsoft.AspNetCore.Http;

namespace Maas.Console.Security;

/// <summary>Tells browsers what a page may do: nothing but what comes from this host. Thread-safe.</summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    // Styles alone may stand in the page: MudBlazor writes its theme as a <style> and places what floats by style attributes.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is { } metadata)
        {
            var isPage = metadata.GetMetadata<ConsolePage>() is not null;
            if (isPage || metadata.GetMetadata<ConsoleAsset>() is not null)
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
            }

            if (isPage)
            {
                context.Response.Headers.CacheControl = "no-store";
            }
        }

        return next(context);
    }
}
