using Maas.Client;

namespace Maas.Training.Registration;

/// <summary>The connection to the Registry. Thread-safe; lives as long as the service.</summary>
/// <param name="channel">Closed with it.</param>
internal sealed class RegistryChannel(MaasChannel channel) : IDisposable
{
    /// <summary>The connection.</summary>
    public MaasChannel Channel => channel;

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();
}
