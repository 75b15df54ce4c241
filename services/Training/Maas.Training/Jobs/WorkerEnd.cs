using Maas.Processes;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>How a worker ended.</summary>
/// <param name="ExitCode">See <see cref="WorkerExitCode"/>; on Unix 128 + n when signal n killed its process.</param>
/// <param name="ErrorTail">The last of what it wrote to its standard error.</param>
internal sealed record WorkerEnd(int ExitCode, string ErrorTail)
{
    /// <summary>Set when it was killed because it took too much memory.</summary>
    public MemoryExcess? Excess { get; init; }

    /// <summary>Set when it could not even begin where it was to.</summary>
    public string? Problem { get; init; }

    /// <summary>Who ran it goes down in order: no death of the worker.</summary>
    public bool IsGivenBack { get; init; }
}
