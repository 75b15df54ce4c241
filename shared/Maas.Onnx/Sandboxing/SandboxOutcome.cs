namespace Maas.Onnx.Sandboxing;

/// <summary>How the first load and run of a model ended.</summary>
public enum SandboxOutcome
{
    /// <summary>It loads within the limits. A run that failed on zeros is told, and does not count.</summary>
    Admitted,

    /// <summary>The runtime refuses it.</summary>
    Rejected,

    /// <summary>It took longer than allowed.</summary>
    TimedOut,

    /// <summary>It asked for more memory than allowed.</summary>
    OutOfMemory,

    /// <summary>It brought the process down.</summary>
    Crashed,

    /// <summary>It was not tried: the sandbox cannot be started. Says nothing about the model.</summary>
    Unavailable,
}
