using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>
/// Puts CUDA into a session's options: by the library named in the configuration, else the provider built into this
/// ONNX Runtime. What goes wrong comes back in words, never as an exception. Thread-safe.
/// </summary>
internal sealed class CudaProvider(IOptions<InferenceOptions> options, DeviceHealth health)
{
    private const string RegistrationName = "maas-cuda";

    // A library can be registered once per process, and services in one process share it.
    private static readonly Lock Gate = new();
    private static string? _registeredPath;

    private int _turn = -1;

    /// <summary>Appends CUDA on the GPU whose turn it is, so that versions are spread over all there are.</summary>
    /// <param name="session">The options of the session.</param>
    /// <param name="device">The GPU, e.g. <c>cuda:0</c>.</param>
    /// <returns>Empty when it was appended, else why not.</returns>
    public string TryAppend(SessionOptions session, out string device)
    {
        var index = (int)((uint)Interlocked.Increment(ref _turn) % (uint)Math.Max(1, CudaDevices.Count));
        device = string.Create(CultureInfo.InvariantCulture, $"cuda:{index}");
        return TryAppend(session, device, index);
    }

    private string TryAppend(SessionOptions session, string device, int index)
    {
        if (health.ProblemOf(device) is { Length: > 0 } problem)
        {
            return problem;
        }

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
            return $"the provider library '{_registeredPath}' finds no CUDA device {index}.";
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
