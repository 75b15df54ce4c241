using Microsoft.ML.OnnxRuntime;

namespace Maas.Training.Worker.Sessions;

/// <summary>A question about one row whose inputs lie ready, so that nothing but the model takes time. Owns the inputs. Not thread-safe.</summary>
/// <param name="session">The model; must outlive it.</param>
/// <param name="inputs">By name.</param>
/// <param name="outputs">Names.</param>
internal sealed class RowRun(InferenceSession session, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputs) : IDisposable
{
    private readonly RunOptions _options = new();

    /// <summary>Asks, and forgets the answer.</summary>
    public void Run() => session.Run(_options, inputs, outputs).Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _options.Dispose();
        foreach (var input in inputs.Values)
        {
            input.Dispose();
        }
    }
}
