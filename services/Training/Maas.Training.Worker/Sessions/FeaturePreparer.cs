using System.Numerics.Tensors;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Sessions;

/// <summary>Makes training tensors by running the preparation that is served later. Not thread-safe.</summary>
/// <param name="preparation">The preparation as an ONNX model.</param>
/// <param name="outputName">Its output, FLOAT [N, width].</param>
/// <param name="width">Features per row.</param>
/// <param name="threads">Threads within an operator.</param>
internal sealed class FeaturePreparer(byte[] preparation, string outputName, int width, int threads) : IDisposable
{
    private readonly ArtifactSession _session = new(preparation, threads);

    /// <summary>Prepares raw rows.</summary>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: a feature left the range of numbers.</exception>
    public FeatureMatrix Prepare(RawRows rows)
    {
        var values = _session.RunFloats(rows, outputName);
        return TensorPrimitives.IsFiniteAll<float>(values)
            ? new FeatureMatrix(values, rows.Count, width)
            : throw PlanErrors.DataUnsuitable("a prepared feature is no finite number. Scale the features.");
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
