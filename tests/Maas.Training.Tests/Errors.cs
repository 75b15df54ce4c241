using Google.Rpc;
using Grpc.Core;

namespace Maas.Training.Tests;

/// <summary>Reads what a failed call says.</summary>
internal static class Errors
{
    /// <summary>Runs a call that must fail.</summary>
    public static async Task<RpcException> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException error)
        {
            return error;
        }

        throw new AssertionException("The call succeeded; expected it to fail.");
    }

    extension(RpcException error)
    {
        public ErrorInfo Info => error.GetRpcStatus()?.GetDetail<ErrorInfo>() ?? new ErrorInfo();

        public IEnumerable<string> Fields =>
            error.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.Select(violation => violation.Field) ?? [];
    }
}
