using Maas.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Security;

/// <summary>Holds the tokens of the host.</summary>
/// <param name="Table">Null: every caller is anonymous and may do all, which the host allows on loopback alone.</param>
internal sealed record TokenSource(TokenTable? Table);

/// <summary>Puts authentication into a host.</summary>
internal static class SecurityRegistration
{
    extension(WebApplicationBuilder builder)
    {
        /// <exception cref="HostRefusedException">The tokens file cannot be read.</exception>
        public void AddSecurity(HostingOptions options) => builder.Services.AddSingleton(
            new TokenSource(options.TokensFile.Length > 0 ? TokenTable.Load(options.TokensFile) : null));
    }
}
