using Google.Protobuf;
using Grpc.Core;
using Maas.Hosting;
using Maas.Monitoring.Alerts.Audit;

namespace Maas.Monitoring.Api;

internal static class MutationReading
{
    extension(ServerCallContext context)
    {
        /// <summary>Who changes something, by which call, and how often it may happen.</summary>
        public Mutation MutationOf(IMessage request) => new(
            context.Actor, context.Method[(context.Method.LastIndexOf('/') + 1)..], context.RequestIdentityOf(request));
    }
}
