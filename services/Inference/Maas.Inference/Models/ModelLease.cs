namespace Maas.Inference.Models;

/// <summary>
/// The right to run a model until it is disposed: dispose it when the run is over, else the version is never
/// unloaded. Not thread-safe.
/// </summary>
internal sealed class ModelLease : IDisposable
{
    private readonly LeaseTerms _terms;
    private ServedModel? _model;

    /// <summary>Takes over one <see cref="ServedModel.TryEnter"/>.</summary>
    public ModelLease(string name, string source, LeaseTerms terms, ServedModel model)
    {
        Name = name;
        Source = source;
        _terms = terms;
        _model = model;
    }

    /// <summary>The name it was asked for by: a deployment id or a model id.</summary>
    public string Name { get; }

    /// <summary>Resource that it was asked for by: <c>deployments/{id}</c> or <c>models/{id}</c>.</summary>
    public string Source { get; }

    /// <summary>Id of the deployment that answers; empty when a model was asked for by its own name.</summary>
    public string Deployment => _terms.Deployment;

    /// <summary>Share of predictions to be sampled for Monitoring, in [0, 1].</summary>
    public double MonitoringSampleRatio => _terms.MonitoringSampleRatio;

    /// <summary>The version that answers.</summary>
    public ServedModel Model => _model ?? throw new ObjectDisposedException(nameof(ModelLease));

    /// <summary>The version that shall get a copy of the request; null for none. Enter it before it is run.</summary>
    public ServedModel? Shadow => _terms.Shadow;

    /// <summary>The same for another version.</summary>
    /// <param name="other">Takes over one <see cref="ServedModel.TryEnter"/>.</param>
    public ModelLease For(ServedModel other) => new(Name, Source, _terms, other);

    /// <inheritdoc/>
    public void Dispose()
    {
        _model?.Leave();
        _model = null;
    }
}
