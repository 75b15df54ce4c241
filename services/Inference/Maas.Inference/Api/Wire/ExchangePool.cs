using Maas.Hosting.Direct;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Microsoft.Extensions.ObjectPool;

namespace Maas.Inference.Api.Wire;

/// <summary>What answers calls of <c>ModelInfer</c>, used again and again. Thread-safe.</summary>
internal sealed class ExchangePool : PooledObjectPolicy<InferExchange>
{
    // As many as a busy host has open; the rest is left to the garbage collector.
    private const int MaxKept = 4096;

    private readonly InferenceCalls _calls;
    private readonly BufferPool _buffers;
    private readonly TimeProvider _clock;
    private readonly DefaultObjectPool<InferExchange> _kept;

    public ExchangePool(InferenceCalls calls, BufferPool buffers, TimeProvider clock) =>
        (_calls, _buffers, _clock, _kept) = (calls, buffers, clock, new DefaultObjectPool<InferExchange>(this, MaxKept));

    /// <summary>Takes one; it comes back when it is disposed.</summary>
    public IDirectCall Take() => _kept.Get();

    /// <summary>Keeps one for the next call.</summary>
    public void Keep(InferExchange exchange) => _kept.Return(exchange);

    /// <inheritdoc/>
    public override InferExchange Create() => new(this, _calls, _buffers, _clock);

    /// <inheritdoc/>
    public override bool Return(InferExchange obj) => true;
}
