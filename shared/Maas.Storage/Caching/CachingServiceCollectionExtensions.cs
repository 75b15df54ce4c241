using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Storage.Caching;

/// <summary>Puts the artifact cache into a service.</summary>
public static class CachingServiceCollectionExtensions
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="ArtifactCache"/> with the settings of section <c>Maas:Cache</c>.</summary>
        public IServiceCollection AddArtifactCache()
        {
            services.AddOptions<CacheOptions>().BindConfiguration(CacheOptions.Section).ValidateOnStart();
            services.TryAddSingleton<IValidateOptions<CacheOptions>, CacheOptionsValidator>();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<CacheMetrics>();
            services.TryAddSingleton<ArtifactCache>();
            return services;
        }
    }
}
