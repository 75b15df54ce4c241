using Grpc.Core;
using Maas.Client.Tests.Blobs;
using Maas.Contracts.ByteStreams;
using Maas.Registry;
using Maas.Testing;

namespace Maas.Client.Tests.Channels;

[CancelAfter(60_000)]
internal sealed class StreamErrorsTests
{
    [Test]
    public async Task Write_OverALineThatIsCut_IsUnavailable(CancellationToken cancellationToken)
    {
        await using var registry = await TestHost.StartAsync<RegistryModule>();
        for (var cut = 0; cut < 20; cut++)
        {
            await using var proxy = new CuttingProxy(registry.Addresses.Grpc, cuts: 1, cutAfterBytes: 300_000, cutUploads: true);
            using var channel = MaasChannel.Create(new MaasClientOptions { Address = proxy.Address });

            var error = await Assert.ThrowsAsync<RpcException>(() => WriteWithoutEndAsync(channel, cancellationToken));

            Assert.That(MaasErrors.FromRpc(error!, "registry").Reason, Is.EqualTo("DEPENDENCY_UNAVAILABLE"), $"cut {cut}");
        }
    }

    private static async Task WriteWithoutEndAsync(MaasChannel channel, CancellationToken cancellationToken)
    {
        using var call = new ByteStream.ByteStreamClient(channel.Invoker).Write(cancellationToken: cancellationToken);
        var name = $"uploads/{Guid.NewGuid():D}/blobs/{new string('a', 64)}/1000000000";
        var data = Google.Protobuf.ByteString.CopyFrom(new byte[64 * 1024]);
        for (var offset = 0L; ; offset += data.Length)
        {
            await call.RequestStream.WriteAsync(
                new WriteRequest { ResourceName = name, WriteOffset = offset, Data = data }, cancellationToken);
        }
    }
}
