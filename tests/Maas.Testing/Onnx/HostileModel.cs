using Maas.Onnx.Sandboxing;

namespace Maas.Testing.Onnx;

/// <summary>A file that somebody might send to break the one who opens it.</summary>
/// <param name="Name">Short, unique.</param>
/// <param name="Attack">What it tries.</param>
/// <param name="Make">Makes <c>model.onnx</c>. Some are large: ask once.</param>
public sealed record HostileModel(string Name, string Attack, Func<byte[]> Make)
{
    /// <summary>Part of the message that refuses it unopened; null when only opening it can tell.</summary>
    public string? RefusedWith { get; init; }

    /// <summary>How the sandbox may find it, when it is not refused before.</summary>
    public IReadOnlyList<SandboxOutcome> ContainedAs { get; init; } = [];

    /// <summary>Files beside it, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> OtherFiles { get; init; } = new Dictionary<string, byte[]>();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
