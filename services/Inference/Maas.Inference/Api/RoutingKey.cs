using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api;

/// <summary>
/// What a caller tells itself apart by, so that it keeps its version where the traffic is split, as a header of the call says it. A parameter
/// of a request comes first.
/// </summary>
internal static class RoutingKey
{
    /// <summary>Name of the header, over gRPC and REST.</summary>
    public const string Header = "maas-routing-key";

    /// <summary>The key; empty when there is none. Allocates nothing then.</summary>
    public static string Of(IHeaderDictionary headers) => headers.TryGetValue(Header, out var key) ? key.ToString() : "";

    /// <summary>The key; empty when there is none.</summary>
    public static string Of(ServerCallContext context) => Of(context.GetHttpContext().Request.Headers);
}
