using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Errors;

/// <summary>Puts the error handling into a host.</summary>
internal static class ErrorsRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddErrors()
        {
            builder.Services.AddSingleton<CallFailures>();
            builder.Services.AddSingleton<ErrorInterceptor>();
        }
    }
}
