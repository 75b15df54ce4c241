using Maas.Inference.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Maas.Inference.Batching;

/// <summary>Makes jobs for a pool, and empties those that come back to it.</summary>
internal sealed class JobPolicy(BufferPool buffers) : PooledObjectPolicy<InferJob>
{
    /// <inheritdoc/>
    public override InferJob Create() => new(buffers);

    /// <inheritdoc/>
    public override bool Return(InferJob obj)
    {
        obj.Reset();
        return true;
    }
}
