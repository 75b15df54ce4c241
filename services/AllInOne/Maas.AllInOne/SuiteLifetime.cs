namespace Maas.AllInOne;

/// <summary>Leaves signals to the suite: four hosts that each go down by themselves would not go down in order.</summary>
internal sealed class SuiteLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
