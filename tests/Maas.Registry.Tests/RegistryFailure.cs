using Google.Rpc;
using Grpc.Core;

namespace Maas.Registry.Tests;

/// <summary>What a client sees of a failed call.</summary>
internal sealed record RegistryFailure(
    StatusCode Code, string Reason, string Message, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Runs a call that must fail and reads the rich status that came with it.</summary>
    public static async Task<RegistryFailure> OfAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => call());
        var info = error!.GetRpcStatus()?.GetDetail<ErrorInfo>();
        return new RegistryFailure(
            error.StatusCode, info?.Reason ?? "", error.Status.Detail,
            info?.Metadata.ToDictionary() ?? new Dictionary<string, string>());
    }
}
