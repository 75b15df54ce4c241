using System.Runtime.InteropServices;
using Maas.Inference.Loading;

namespace Maas.Inference.Tests.Loading;

internal sealed partial class RuntimeTelemetryTests
{
    [Test]
    [Platform("Unix")]
    public void Disable_IsSeenByNativeCode()
    {
        RuntimeTelemetry.Disable();

        Assert.That(Marshal.PtrToStringUTF8(GetEnvironment("ORT_DISABLE_TELEMETRY")), Is.EqualTo("1"));
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
