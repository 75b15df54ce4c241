namespace Maas.Inference.Calls;

/// <summary>Where the time of one request went.</summary>
/// <param name="Read">Checking and wrapping the inputs.</param>
/// <param name="Queue">Waiting for a turn.</param>
/// <param name="Run">Running the model.</param>
/// <param name="Total">From the arrival to the outputs.</param>
internal readonly record struct CallTimes(TimeSpan Read, TimeSpan Queue, TimeSpan Run, TimeSpan Total);
