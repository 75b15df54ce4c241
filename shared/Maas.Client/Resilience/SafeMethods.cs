using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Maas.Client.Resilience;

/// <summary>Knows which calls may be sent twice. Thread-safe.</summary>
internal static class SafeMethods
{
    // These protos are not ours, so their methods cannot carry idempotency_level.
    private static readonly FrozenSet<string> Foreign = new[]
    {
        "/google.bytestream.ByteStream/QueryWriteStatus",
        "/grpc.health.v1.Health/Check",
        "/inference.GRPCInferenceService/ModelConfig",
        "/inference.GRPCInferenceService/ModelInfer",
        "/inference.GRPCInferenceService/ModelMetadata",
        "/inference.GRPCInferenceService/ModelReady",
        "/inference.GRPCInferenceService/ModelStatistics",
        "/inference.GRPCInferenceService/RepositoryIndex",
        "/inference.GRPCInferenceService/ServerLive",
        "/inference.GRPCInferenceService/ServerMetadata",
        "/inference.GRPCInferenceService/ServerReady",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Every service of the contracts: a method's request may be of another file than its service.
    private static readonly FrozenDictionary<string, ServiceDescriptor> Services = ContractFiles.All
        .SelectMany(file => file.Services)
        .ToFrozenDictionary(service => service.FullName, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, bool> Known = new();

    /// <summary>Whether a repeat does no harm: the method has no side effects, or the service remembers the request's id.</summary>
    public static bool MayRepeat(IMethod method, object request) =>
        IsReadOnly(method) || HasRequestId(request);

    private static bool IsReadOnly(IMethod method) =>
        Known.TryGetValue(method.FullName, out var known)
            ? known
            : Known.GetOrAdd(method.FullName, Foreign.Contains(method.FullName) || DeclaresNoHarm(method));

    private static bool DeclaresNoHarm(IMethod method) =>
        Services.GetValueOrDefault(method.ServiceName)?
            .FindMethodByName(method.Name)?
            .GetOptions()?.IdempotencyLevel
            is MethodOptions.Types.IdempotencyLevel.NoSideEffects or MethodOptions.Types.IdempotencyLevel.Idempotent;

    private static bool HasRequestId(object request) =>
        request is IMessage message
        && message.Descriptor.FindFieldByName("request_id")?.Accessor.GetValue(message) is string { Length: > 0 };
}
