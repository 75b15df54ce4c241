using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>
/// Puts CUDA into a session's options: by the library named in the configuration, else the provider built into this
/// ONNX Runtime. What goes wrong comes back in words, never as an exception. Thread-safe.
/// </summary>
internal sealed class CudaLibrary(IOptions<InferenceOptions> options)
{
    private const string RegistrationName = "maas-cuda";

    // A library can be registered once per process, and services in one process share it.
    private static readonly Lock Gate = new();
    private static string? _registeredPath;

    /// <summary>Appends one GPU.</summary>
    /// <param name="session">The options of the session.</param>
    /// <param name="index">The GPU, from 0, as CUDA counts those that this process sees.</param>
    /// <returns>Empty when it was appended, else why not.</returns>
    public string TryAppend(SessionOptions session, int index)
    {
        try
        {
            if (options.Value.CudaProviderPath is { Length: > 0 } path)
            {
                return AppendPlugin(session, path, index);
            }

            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>(Settings())
            {
                ["device_id"] = index.ToString(CultureInfo.InvariantCulture),
            });
            session.AppendExecutionProvider_CUDA(cuda);
            return "";
        }
        catch (EntryPointNotFoundException)
        {
            // Some builds of ONNX Runtime do not even have the function.
            return "this build of ONNX Runtime has no CUDA provider.";
        }
        catch (OnnxRuntimeException error)
        {
            return DeviceHealth.Shorten(error.Message);
        }
    }

    private string AppendPlugin(SessionOptions session, string path, int index)
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
            .Where(device => device.EpName.Contains("cuda", StringComparison.OrdinalIgnoreCase)).ElementAtOrDefault(index);
        if (device is null)
        {
            return $"the provider library '{Path.GetFileName(_registeredPath)}' finds no CUDA device {index}.";
        }

        session.AppendExecutionProvider(environment, [device], Settings());
        return "";
    }

    /// <remarks>Source: ONNX Runtime, "CUDA Execution Provider", configuration options.</remarks>
    private Dictionary<string, string> Settings() => new()
    {
        // Tensor cores would round FP32 to 10 bits of mantissa, and the answers would not be those of the CPU.
        ["use_tf32"] = options.Value.CudaAllowTf32 ? "1" : "0",

        // The default tries all algorithms for each new shape, so for each new size of a batch.
        ["cudnn_conv_algo_search"] = "HEURISTIC",
    };
}
