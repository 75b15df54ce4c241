using System.Buffers;
using System.Net;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Maas.Benchmarks.Serving;

/// <summary>
/// <c>ModelInfer</c> on Kestrel and Grpc.AspNetCore alone: the message is copied out of the connection, and 60 bytes go back. What it
/// costs, no server made of these parts can do without.
/// </summary>
internal sealed class EmptyService
{
    public const string Command = "empty-service";

    private static readonly byte[] Answer = new byte[60];

    /// <summary>Serves until the process is ended.</summary>
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<EmptyService>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<EmptyService>, Method>());
        var app = builder.Build();
        app.MapGrpcService<EmptyService>();
        await app.RunAsync();
    }

    private sealed class Method : IServiceMethodProvider<EmptyService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<EmptyService> context)
        {
            var method = new Method<byte[], byte[]>(
                MethodType.Unary, "inference.GRPCInferenceService", "ModelInfer",
                Marshallers.Create<byte[]>((_, _) => { }, call => call.PayloadAsReadOnlySequence().ToArray()),
                Marshallers.Create<byte[]>(Write, (DeserializationContext _) => []));
            context.AddUnaryMethod(method, [], (_, _, _) => Task.FromResult(Answer));
        }

        private static void Write(byte[] answer, SerializationContext context)
        {
            context.SetPayloadLength(answer.Length);
            context.GetBufferWriter().Write(answer);
            context.Complete();
        }
    }
}
