using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>Settings every session has.</summary>
internal static class SessionSettings
{
    /// <summary>Made for one load; dispose them after it.</summary>
    public static SessionOptions Make(InferenceOptions inference)
    {
        var options = new SessionOptions
        {
            // ONNX Runtime's own default ignores a container's CPU quota; .NET's count does not.
            IntraOpNumThreads = inference.IntraOpThreads > 0 ? inference.IntraOpThreads : Environment.ProcessorCount,

            // Errors come as exceptions; a client's bad values must not fill the log.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Threads that spin between runs take the processors from the requests beside them.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
