namespace Maas.Benchmarks.Workloads;

/// <summary>Something that many callers do again and again.</summary>
internal interface IWorkload
{
    /// <summary>What it is called in the report.</summary>
    string Name { get; }

    /// <summary>Makes one caller with buffers of its own; it is used by one thread at a time.</summary>
    ICaller CreateCaller();
}

/// <summary>One caller.</summary>
internal interface ICaller : IDisposable
{
    /// <summary>One request, from its content in memory to its answer in memory.</summary>
    ValueTask CallAsync(CancellationToken cancellationToken);
}
