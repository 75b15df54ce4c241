using System.Diagnostics.Metrics;
using Maas.Storage.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Storage.Tests.Caching;

/// <summary>Makes caches without a host.</summary>
internal static class CacheFixture
{
    public static ArtifactCache Make(CacheOptions options)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new ArtifactCache(Options.Create(options), new CacheMetrics(meters), TimeProvider.System, NullLoggerFactory.Instance);
    }
}
