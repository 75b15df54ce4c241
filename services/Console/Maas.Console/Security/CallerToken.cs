using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Maas.Console.Security;

/// <summary>The token of whoever signed in, as a part of who they are.</summary>
internal static class CallerToken
{
    private const string ClaimType = "maas:token";

    extension(ClaimsPrincipal caller)
    {
        /// <summary>What goes to the services as the bearer token; null when nobody signed in.</summary>
        public string? Token => caller.FindFirst(ClaimType)?.Value;
    }

    /// <summary>Somebody with a token; who that is, the services know.</summary>
    public static ClaimsPrincipal PrincipalOf(string token) => new(
        new ClaimsIdentity([new Claim(ClaimType, token)], CookieAuthenticationDefaults.AuthenticationScheme));
}
