using Maas.EndToEnd.Tests.Processes;

namespace Maas.EndToEnd.Tests.Resilience;

/// <summary>Kills one process after another at random moments and starts each again.</summary>
internal sealed class Killer(SeparateSuite suite)
{
    private readonly Dictionary<string, int> _kills = [];
    private volatile bool _inferenceIsDown;
    private int _seed;

    /// <summary>From just before Inference is killed until it is ready again.</summary>
    public bool IsInferenceDown => _inferenceIsDown;

    public string Summary =>
        $"seed {_seed}, killed {string.Join(", ", _kills.Select(kill => $"{kill.Key} x{kill.Value}"))}";

    public async Task RunAsync(int kills, int seed, CancellationToken cancellationToken)
    {
        _seed = seed;
        var random = new Random(seed);
        string[] victims = suite.Redis is null ? SeparateSuite.Services : [.. SeparateSuite.Services, "Redis"];
        for (var i = 0; i < kills; i++)
        {
            await PauseAsync(random.Next(100, 1200), cancellationToken);
            // Each one in turn, so that none is left out; the moment is what is random.
            var victim = victims[i % victims.Length];
            _kills[victim] = _kills.GetValueOrDefault(victim) + 1;
            await KillAsync(victim, random.Next(0, 800), cancellationToken);
        }
    }

    private async Task KillAsync(string victim, int millisecondsDown, CancellationToken cancellationToken)
    {
        if (victim == "Redis")
        {
            suite.Redis!.Kill();
            await PauseAsync(millisecondsDown, cancellationToken);
            await suite.Redis.RestartAsync(cancellationToken);
            return;
        }

        _inferenceIsDown |= victim == "Inference";
        suite[victim].Kill();
        await PauseAsync(millisecondsDown, cancellationToken);
        suite[victim].Start();
        await suite[victim].WaitUntilReadyAsync(cancellationToken);
        _inferenceIsDown = false;
    }

    private static Task PauseAsync(int milliseconds, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellationToken);
}
