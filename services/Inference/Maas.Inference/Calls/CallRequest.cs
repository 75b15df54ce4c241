using Maas.Inference.Batching;

namespace Maas.Inference.Calls;

/// <summary>One request to one name, whatever protocol it came by.</summary>
/// <typeparam name="TContent">What the protocol brought.</typeparam>
internal readonly record struct CallRequest<TContent>
{
    /// <summary>A deployment id or a model id.</summary>
    public required string Name { get; init; }

    /// <summary>Pins a version by number; empty lets the traffic shares decide.</summary>
    public required string Version { get; init; }

    /// <summary>Keeps its version where the traffic is split; empty for none.</summary>
    public required string RoutingKey { get; init; }

    /// <summary>What the protocol brought.</summary>
    public required TContent Content { get; init; }

    /// <summary>Puts the content into a job whose model is known, checked. Static, so that no request allocates a closure.</summary>
    public required Action<TContent, InferJob> Read { get; init; }

    /// <summary>Who is served first: 1 before 2; 0 for the default.</summary>
    public int Priority { get; init; }

    /// <summary>Until when the caller waits, UTC; <see cref="DateTime.MaxValue"/> for as long as it takes.</summary>
    public required DateTime Deadline { get; init; }

    /// <summary>Longest wait for a turn; zero for as long as the call lasts.</summary>
    public TimeSpan QueueTimeout { get; init; }

    /// <summary>Whether each row gets an id that the caller is told.</summary>
    public bool NamesPredictions { get; init; }
}
