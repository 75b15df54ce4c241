using System.ComponentModel.DataAnnotations;

namespace Maas.Onnx.Sandboxing;

/// <summary>What a model may take when it is loaded for the first time, and where that happens.</summary>
public sealed class SandboxOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Sandbox";

    /// <summary>The program that loads the model. Empty, the default: the one beside the application.</summary>
    public string ProgramPath { get; set; } = "";

    /// <summary>
    /// Where models are laid out while they are checked. Empty, the default: a folder of the user's own among the
    /// temporary files. On the file system of the artifacts nothing is copied.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>Time from the start of the process to the end of the first run. 20 seconds unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WallTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Processor time for the same, on Linux. 20 seconds unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CpuTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Memory of the process in bytes. 4 GiB unless set.</summary>
    [Range(256L * 1024 * 1024, long.MaxValue)]
    public long MemoryBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Checks at once; others wait their turn. 2 unless set.</summary>
    [Range(1, 64)]
    public int MaxConcurrentChecks { get; set; } = 2;
}
