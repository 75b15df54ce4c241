namespace Maas.Inference.Calls;

/// <summary>Where the time of one request went.</summary>
/// <param name="Read">Reading and checking the inputs.</param>
/// <param name="Queue">Waiting for a turn.</param>
/// <param name="Form">Putting the rows of a batch into one place.</param>
/// <param name="Run">Running the model.</param>
/// <param name="Total">From the arrival to the outputs.</param>
internal readonly record struct CallTimes(TimeSpan Read, TimeSpan Queue, TimeSpan Form, TimeSpan Run, TimeSpan Total);
