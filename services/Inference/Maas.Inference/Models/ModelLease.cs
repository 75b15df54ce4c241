namespace Maas.Inference.Models;

/// <summary>
/// The right to run a model until it is disposed: dispose it when the run is over, else the version is never
/// unloaded. Not thread-safe.
/// </summary>
internal sealed class ModelLease : IDisposable
{
    private ServedModel? _model;

    /// <summary>Takes over one <see cref="ServedModel.TryEnter"/>.</summary>
    public ModelLease(string name, string source, string deployment, double monitoringSampleRatio, ServedModel model)
    {
        Name = name;
        Source = source;
        Deployment = deployment;
        MonitoringSampleRatio = monitoringSampleRatio;
        _model = model;
    }

    /// <summary>The name it was asked for by: a deployment id or a model id.</summary>
    public string Name { get; }

    /// <summary>Resource that it was asked for by: <c>deployments/{id}</c> or <c>models/{id}</c>.</summary>
    public string Source { get; }

    /// <summary>Id of the deployment that answers; empty when a model was asked for by its own name.</summary>
    public string Deployment { get; }

    /// <summary>Share of predictions to be sampled for Monitoring, in [0, 1].</summary>
    public double MonitoringSampleRatio { get; }

    /// <summary>The version that answers.</summary>
    public ServedModel Model => _model ?? throw new ObjectDisposedException(nameof(ModelLease));

    /// <inheritdoc/>
    public void Dispose()
    {
        _model?.Leave();
        _model = null;
    }
}
