using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Deployments;
using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Maas.Inference.Tests.Artifacts;

namespace Maas.Inference.Tests.Deployments;

/// <summary>A registry in memory that can be taken down and told to forget its history. Thread-safe.</summary>
internal sealed class FakeRegistry : IDeploymentSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<DeploymentChange> _history = [];
    private readonly Dictionary<string, Deployment> _deployments = [];
    private readonly ConcurrentDictionary<(string Model, string Version), VersionManifest> _versions = new();
    private readonly List<Channel<bool>> _watchers = [];
    private CancellationTokenSource _up = new();
    private long _oldest;

    /// <summary>Bytes of the versions.</summary>
    public MemorySource Artifacts { get; } = new();

    /// <summary>How often everything was listed.</summary>
    public int Lists { get; private set; }

    /// <summary>How often a watch began.</summary>
    public int Watches { get; private set; }

    /// <summary>Last report per deployment.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<VersionStatus>> Reports { get; } = new();

    public void AddVersion(string model, string version, byte[] onnx, byte[]? stored = null, GoldenExample[]? golden = null) =>
        _versions[(model, version)] = new VersionManifest
        {
            Model = model,
            Version = version,
            ManifestDigest = Sha256Digest.Of(onnx).Hex,
            Files = [Artifacts.Add(onnx, stored)],
            GoldenExamples = golden ?? [],
        };

    public void Deploy(string id, string model, params DeploymentRoute[] routes) =>
        Deploy(new Deployment { Id = id, Model = model, Routes = routes, Device = DevicePolicy.Cpu });

    public void Deploy(Deployment deployment) => Change(deployment.Id, deployment);

    public void Undeploy(string id) => Change(id, null);

    /// <summary>Breaks all watches and answers nothing.</summary>
    public void GoDown()
    {
        lock (_gate)
        {
            Artifacts.IsDown = true;
            _up.Cancel();
        }
    }

    /// <summary>Answers again.</summary>
    public void ComeBack(bool forgetHistory = false)
    {
        lock (_gate)
        {
            Artifacts.IsDown = false;
            _oldest = forgetHistory ? _history.Count : 0;
            _up.Dispose();
            _up = new CancellationTokenSource();
        }
    }

    public Task<(long Revision, IReadOnlyList<Deployment> Deployments)> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            NeedUp();
            Lists++;
            return Task.FromResult<(long, IReadOnlyList<Deployment>)>((_history.Count, [.. _deployments.Values]));
        }
    }

    public async IAsyncEnumerable<DeploymentChange> WatchAsync(
        long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateUnbounded<bool>();
        CancellationToken up;
        lock (_gate)
        {
            NeedUp();
            if (revision < _oldest)
            {
                throw new MaasException(MaasErrorCode.OutOfRange, "REVISION_OUT_OF_RANGE", "registry.maas", "Too old.");
            }

            Watches++;
            up = _up.Token;
            _watchers.Add(news);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, up);
        while (true)
        {
            DeploymentChange[] changes;
            lock (_gate)
            {
                changes = [.. _history.Skip((int)revision)];
            }

            foreach (var change in changes)
            {
                revision = change.Revision;
                yield return change;
            }

            try
            {
                await news.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (up.IsCancellationRequested)
            {
                throw CommonErrors.DependencyUnavailable("registry");
            }
        }
    }

    public Task<VersionManifest> GetVersionAsync(string model, string version, CancellationToken cancellationToken)
    {
        NeedUp();
        return _versions.TryGetValue((model, version), out var manifest)
            ? Task.FromResult(manifest)
            : throw new MaasException(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", "registry.maas", "No such version.");
    }

    public Task ReportAsync(
        string deployment, string replica, IReadOnlyList<VersionStatus> statuses, CancellationToken cancellationToken)
    {
        NeedUp();
        Reports[deployment] = statuses;
        return Task.CompletedTask;
    }

    public void Dispose() => _up.Dispose();

    private void Change(string id, Deployment? deployment)
    {
        lock (_gate)
        {
            _history.Add(new DeploymentChange(_history.Count + 1, id, deployment));
            _deployments.Remove(id);
            if (deployment is not null)
            {
                _deployments[id] = deployment;
            }

            _watchers.ForEach(watcher => watcher.Writer.TryWrite(true));
        }
    }

    private void NeedUp()
    {
        if (_up.IsCancellationRequested)
        {
            throw CommonErrors.DependencyUnavailable("registry");
        }
    }
}
