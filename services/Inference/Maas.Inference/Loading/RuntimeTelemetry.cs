using System.Runtime.InteropServices;

namespace Maas.Inference.Loading;

/// <summary>
/// ONNX Runtime 1.31 tells its makers of its use, unless this variable is set when its library is loaded. What is
/// served here is nobody else's business.
/// </summary>
internal static partial class RuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Call it before the first session is made.</summary>
    public static void Disable()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
        {
            // There .NET keeps a copy of the environment for itself, and native code sees the process's own.
            _ = SetEnvironment(Variable, "1", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
