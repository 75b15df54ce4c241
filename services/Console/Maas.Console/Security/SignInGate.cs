using Maas.Hosting.Configuration;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Maas.Console.Security;

/// <summary>Asks who looks before it shows a page, when the suite knows tokens. Thread-safe.</summary>
internal sealed class SignInGate(RequestDelegate next, HostingOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (options.TokensFile.Length == 0
            || metadata?.GetMetadata<ConsolePage>() is null
            || context.User.Identity?.IsAuthenticated == true
            || metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(SignInPage))
        {
            return next(context);
        }

        if (metadata.GetMetadata<ComponentTypeMetadata>() is null)
        {
            // The socket of a page, or what belongs to it.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        context.Response.Redirect(
            $"{SignInPage.Path}?returnUrl={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        return Task.CompletedTask;
    }
}
