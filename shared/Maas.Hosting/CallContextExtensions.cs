using Google.Protobuf;
using Grpc.Core;
using Maas.Digests;
using Maas.Requests;

namespace Maas.Hosting;

/// <summary>What a gRPC method reads from its call.</summary>
public static class CallContextExtensions
{
    extension(ServerCallContext context)
    {
        /// <summary>The authenticated caller's name; <c>anonymous</c> without authentication.</summary>
        public string Actor => context.AuthContext.PeerIdentityPropertyName is null ? "anonymous" : "anonymous";

        /// <summary>Identity of a mutation by its <c>request_id</c>; null when the client sent none.</summary>
        public RequestIdentity? RequestIdentityOf(IMessage request)
        {
            var field = request.Descriptor.FindFieldByName("request_id");
            return field?.Accessor.GetValue(request) is string { Length: > 0 } id
                ? new RequestIdentity(id, context.Method, Sha256Digest.Of(request.ToByteArray()))
                : null;
        }
    }
}
