namespace Maas.Hosting.Draining;

/// <summary>How far the host is on its way down. Thread-safe; a singleton of the host.</summary>
internal sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _cut = new();

    /// <summary>Cancelled when open streams must end and new calls are refused.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>Whether streams are being ended and new calls refused.</summary>
    public bool IsCutting => _cut.IsCancellationRequested;

    /// <summary>Ends open streams and refuses new calls from now on.</summary>
    public void BeginCut() => _cut.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cut.Dispose();
}
