using Maas.Inference.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Batching;

/// <summary>Puts the scheduling of runs into a host.</summary>
internal static class BatchingRegistration
{
    // As many as wait and run in a busy host; the rest is left to the garbage collector.
    private const int KeptJobs = 4096;

    extension(IServiceCollection services)
    {
        public void AddBatching()
        {
            services.AddOptions<SchedulingOptions>().BindConfiguration(SchedulingOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SchedulingOptions>, SchedulingOptionsValidator>();
            services.AddSingleton<BufferPool>();
            services.AddSingleton<RunWatch>();
            services.AddSingleton<RunThreads>();
            services.AddSingleton<BatchSchedulers>();
            services.AddSingleton<ObjectPool<InferJob>>(provider => new DefaultObjectPool<InferJob>(
                new JobPolicy(provider.GetRequiredService<BufferPool>()), KeptJobs));
        }
    }
}
