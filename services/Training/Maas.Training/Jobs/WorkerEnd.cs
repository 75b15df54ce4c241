using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>How a worker process ended.</summary>
/// <param name="ExitCode">See <see cref="WorkerExitCode"/>; on Unix 128 + n when signal n killed it.</param>
/// <param name="ErrorTail">The last of what it wrote to its standard error.</param>
internal sealed record WorkerEnd(int ExitCode, string ErrorTail);
