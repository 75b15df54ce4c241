using System.Collections.Concurrent;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Registration;

namespace Maas.Training.Tests;

/// <summary>A registry in memory that can be away, refuse, or be slow.</summary>
internal sealed class MemoryRegistrar : IModelRegistrar
{
    private readonly ConcurrentDictionary<Guid, string> _versionsByJob = new();
    private int _attempts;

    /// <summary>What each attempt gets instead of a version; null gives the version.</summary>
    public Func<int, MaasException?> Problem { get; set; } = _ => null;

    public int Attempts => _attempts;

    public ConcurrentQueue<ModelRegistration> Registrations { get; } = new();

    /// <summary>Artifacts that were registered.</summary>
    public ConcurrentQueue<byte[]> Models { get; } = new();

    public Task<string> RegisterAsync(ModelRegistration registration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var attempt = Interlocked.Increment(ref _attempts);
        if (Problem(attempt) is { } problem)
        {
            throw problem;
        }

        Registrations.Enqueue(registration);
        Models.Enqueue(File.ReadAllBytes(registration.Folder.ModelPath));
        return Task.FromResult(_versionsByJob.GetOrAdd(
            registration.JobUid, _ => $"{registration.Model}/versions/{_versionsByJob.Count + 1}"));
    }

    /// <summary>What each move of an alias gets; null moves it.</summary>
    public Func<MaasException?> AliasProblem { get; set; } = () => null;

    /// <summary>Aliases that were moved, and to which version.</summary>
    public ConcurrentQueue<(string Alias, string Version)> Aliases { get; } = new();

    public Task SetAliasAsync(ModelRegistration registration, string version)
    {
        if (AliasProblem() is { } problem)
        {
            throw problem;
        }

        Aliases.Enqueue((registration.Alias, version));
        return Task.CompletedTask;
    }

    /// <summary>What each variant gets instead of a version; null gives the version.</summary>
    public Func<VariantOutcome, MaasException?> VariantProblem { get; set; } = _ => null;

    /// <summary>Names of variants that were registered, and of their parents.</summary>
    public ConcurrentQueue<(string Name, string Parent)> Variants { get; } = new();

    public Task<string> RegisterVariantAsync(ModelRegistration registration, VariantOutcome variant, string parent, CancellationToken cancellationToken)
    {
        if (VariantProblem(variant) is { } problem)
        {
            throw problem;
        }

        File.ReadAllBytes(registration.Folder.VariantPath(variant.Name));
        Variants.Enqueue((variant.Name, parent));
        return Task.FromResult($"{parent}0{Variants.Count}");
    }
}
