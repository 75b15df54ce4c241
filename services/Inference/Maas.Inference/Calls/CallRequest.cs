using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Calls;

/// <summary>One request to one name, whatever protocol it came by.</summary>
/// <typeparam name="TContent">What the protocol brought.</typeparam>
internal readonly record struct CallRequest<TContent>
{
    /// <summary>A deployment id or a model id.</summary>
    public required string Name { get; init; }

    /// <summary>Pins a version by number; empty lets the traffic shares decide.</summary>
    public required string Version { get; init; }

    /// <summary>What the protocol brought.</summary>
    public required TContent Content { get; init; }

    /// <summary>Turns the content into checked tensors once the model is known. Static, so that no request allocates a closure.</summary>
    public required Func<TContent, ServedModel, TensorRequest> Read { get; init; }

    /// <summary>Longest wait for a turn; zero for as long as the call lasts.</summary>
    public TimeSpan QueueTimeout { get; init; }

    /// <summary>Whether each row gets an id that the caller is told.</summary>
    public bool NamesPredictions { get; init; }
}
