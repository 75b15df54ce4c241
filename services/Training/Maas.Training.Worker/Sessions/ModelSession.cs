using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;

namespace Maas.Training.Worker.Sessions;

/// <summary>Asks the exported model, as a server would. Not thread-safe.</summary>
/// <param name="model">The artifact.</param>
/// <param name="threads">Threads within an operator.</param>
internal sealed class ModelSession(ExportedModel model, int threads) : IDisposable
{
    private readonly ArtifactSession _session = new(model.Content, threads);

    /// <summary>The artifact.</summary>
    public ExportedModel Model => model;

    /// <summary>Scores, shape [rows, width] row-major, and predicted labels, empty for regression.</summary>
    public (float[] Scores, string[] Labels) Predict(RawRows rows) => model.LabelName.Length == 0
        ? (_session.RunFloats(rows, model.ScoresName), [])
        : _session.RunFloatsAndTexts(rows, model.ScoresName, model.LabelName);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
