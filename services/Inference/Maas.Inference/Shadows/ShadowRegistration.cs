using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Shadows;

/// <summary>Puts the second runs of requests into a host.</summary>
internal static class ShadowRegistration
{
    extension(IServiceCollection services)
    {
        public void AddShadows()
        {
            services.AddOptions<ShadowOptions>().BindConfiguration(ShadowOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<ShadowOptions>, ShadowOptionsValidator>();
            services.AddSingleton<ShadowRuns>();
            services.AddSingleton<ShadowQueue>();
        }
    }
}
