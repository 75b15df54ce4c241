using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Console.Security;

/// <summary>Puts sign-in and its guards into the console.</summary>
internal static class SecurityRegistration
{
    /// <summary>Name of the cookie that holds a caller's token, encrypted.</summary>
    public const string Cookie = "maas-console";

    extension(IServiceCollection services)
    {
        public void AddConsoleSecurity()
        {
            // Keys live as long as the process: nothing to keep, nothing to steal; after a restart one signs in again.
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddAntiforgery(antiforgery =>
            {
                antiforgery.Cookie.Name = $"{Cookie}-form";
                antiforgery.Cookie.SameSite = SameSiteMode.Strict;
                antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            });
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
            {
                cookie.Cookie.Name = Cookie;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignInPage.Path;
            });
            services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
                .Configure<IOptions<ConsoleOptions>>((cookie, console) => cookie.ExpireTimeSpan = console.Value.SignInDuration);
        }
    }

    extension(WebApplication app)
    {
        public void UseConsoleSecurity()
        {
            app.UseMiddleware<PageHeaders>();
            app.UseMiddleware<OriginGate>();
            app.UseAuthentication();
            app.UseMiddleware<SignInGate>();
            app.UseAntiforgery();
        }
    }
}
