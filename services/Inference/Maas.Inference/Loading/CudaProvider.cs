using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>
/// Puts CUDA into a session's options: by the library named in the configuration, else the provider built into this
/// ONNX Runtime. What goes wrong comes back in words, never as an exception. Thread-safe.
/// </summary>
internal sealed class CudaProvider(IOptions<InferenceOptions> options)
{
    /// <summary>What a session with this provider runs on.</summary>
    public const string Device = "cuda:0";

    private const string RegistrationName = "maas-cuda";

    // A library can be registered once per process, and services in one process share it.
    private static readonly Lock Gate = new();
    private static string? _registeredPath;

    /// <summary>Appends CUDA.</summary>
    /// <returns>Empty when it was appended, else why not.</returns>
    public string TryAppend(SessionOptions session)
    {
        try
        {
            if (options.Value.CudaProviderPath is { Length: > 0 } path)
            {
                return AppendPlugin(session, path);
            }

            session.AppendExecutionProvider_CUDA(0);
            return "";
        }
        catch (EntryPointNotFoundException)
        {
            // The CPU package of ONNX Runtime does not even have the function.
            return "this build of ONNX Runtime has no CUDA provider.";
        }
        catch (OnnxRuntimeException error)
        {
            return error.Message;
        }
    }

    private static string AppendPlugin(SessionOptions session, string path)
    {
        var environment = OrtEnv.Instance();
        lock (Gate)
        {
            if (_registeredPath is null)
            {
                environment.RegisterExecutionProviderLibrary(RegistrationName, path);
                _registeredPath = path;
            }
        }

        // Named CudaPluginExecutionProvider until July 2026, CUDAExecutionProvider since (onnxruntime#29544).
        var device = environment.GetEpDevices()
            .FirstOrDefault(device => device.EpName.Contains("cuda", StringComparison.OrdinalIgnoreCase));
        if (device is null)
        {
            return $"the provider library '{_registeredPath}' finds no CUDA device.";
        }

        session.AppendExecutionProvider(environment, [device], new Dictionary<string, string>());
        return "";
    }
}
