using Google.Protobuf;
using Grpc.Core;
using Maas.Digests;
using Maas.Requests;

namespace Maas.Hosting;

/// <summary>What a gRPC method reads from its call.</summary>
public static class CallContextExtensions
{
    private const string Anonymous = "anonymous";

    extension(ServerCallContext context)
    {
        /// <summary>The authenticated caller's name; <c>anonymous</c> without authentication.</summary>
        public string Actor => context.GetHttpContext().User.Identity?.Name ?? Anonymous;

        /// <summary>Identity of a mutation by its <c>request_id</c>; null when the client sent none.</summary>
        /// <remarks>A UUID is the same in either case of its letters, so the id is taken in lower case.</remarks>
        public RequestIdentity? RequestIdentityOf(IMessage request)
        {
            var field = request.Descriptor.FindFieldByName("request_id");
            return field?.Accessor.GetValue(request) is string { Length: > 0 } id
                ? new RequestIdentity(id.ToLowerInvariant(), context.Method, Sha256Digest.Of(request.ToByteArray()))
                : null;
        }
    }
}
