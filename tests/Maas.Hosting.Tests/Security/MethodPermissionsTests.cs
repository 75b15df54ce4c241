using Grpc.Core;
using Maas.Hosting.Configuration;
using Maas.Hosting.Security;

namespace Maas.Hosting.Tests.Security;

internal sealed class MethodPermissionsTests
{
    [Test]
    public void Of_OurMethod_IsItsOption() => Assert.That(
        MethodPermissions.Of(Make("maas.registry.v1.RegistryService", "GetModel")), Is.EqualTo("registry.models.get"));

    [Test]
    public void Of_ForeignMethod_IsInTheTable() => Assert.That(
        MethodPermissions.Of(Make("google.bytestream.ByteStream", "Write")), Is.EqualTo("registry.blobs.write"));

    [Test]
    public void Of_MethodThatNobodySpokeOf_RefusesTheHost() => Assert.That(
        () => MethodPermissions.Of(Make("someone.Else", "Call")),
        Throws.InstanceOf<HostRefusedException>().With.Message.Contains("someone.Else/Call"));

    private static Method<string, string> Make(string service, string name) => new(
        MethodType.Unary, service, name,
        Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
