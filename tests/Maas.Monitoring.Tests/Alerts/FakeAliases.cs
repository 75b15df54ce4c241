using Maas.Contracts.Registry.V1;
using Maas.Errors;

namespace Maas.Monitoring.Tests;

/// <summary>One alias as a Registry keeps it, as far as Monitoring moves it. Thread-safe.</summary>
internal sealed class FakeAliases
{
    public const string Production = "models/churn/aliases/production";

    private readonly Lock _lock = new();
    private readonly List<AliasMove> _moves = [];
    private readonly Dictionary<string, Alias> _answers = [];

    /// <summary>Calls to roll back, repeated ones included.</summary>
    public int CallCount { get; private set; }

    /// <summary>What a call fails with after it was carried out; null for nothing.</summary>
    public MaasException? FailureAfter { get; set; }

    /// <summary>What a call fails with before; null for nothing.</summary>
    public MaasException? FailureBefore { get; set; }

    /// <summary>Where the alias points.</summary>
    public string Current
    {
        get
        {
            lock (_lock)
            {
                return _moves[^1].ModelVersion;
            }
        }
    }

    public static MaasException Away() => CommonErrors.DependencyUnavailable("registry");

    public void Move(string modelVersion, bool isRollback = false)
    {
        lock (_lock)
        {
            _moves.Add(new AliasMove
            {
                SequenceNumber = _moves.Count + 1,
                PreviousModelVersion = _moves.Count == 0 ? "" : _moves[^1].ModelVersion,
                ModelVersion = modelVersion,
                IsRollback = isRollback,
            });
        }
    }

    public IReadOnlyList<AliasMove> History(string alias)
    {
        lock (_lock)
        {
            return alias == Production && _moves.Count > 0
                ? [.. Enumerable.Reverse(_moves)]
                : throw new MaasException(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", "registry.maas", $"'{alias}' does not exist.");
        }
    }

    public Alias RollBack(RollbackAliasRequest request)
    {
        lock (_lock)
        {
            CallCount++;
            if (FailureBefore is { } before)
            {
                throw before;
            }

            if (_answers.TryGetValue(request.RequestId, out var answered))
            {
                return answered;
            }

            var last = _moves[^1];
            if (last.ModelVersion != request.ExpectedModelVersion)
            {
                throw new MaasException(
                    MaasErrorCode.Aborted, "ALIAS_MOVED", "registry.maas", $"It is at {last.ModelVersion}, not {request.ExpectedModelVersion}.");
            }

            if (last.PreviousModelVersion.Length == 0)
            {
                throw new MaasException(MaasErrorCode.FailedPrecondition, "NOTHING_TO_ROLL_BACK", "registry.maas", "It was nowhere before.");
            }

            Move(last.PreviousModelVersion, isRollback: true);
            _answers[request.RequestId] = new Alias { Name = request.Name, ModelVersion = last.PreviousModelVersion };
            return FailureAfter is { } after ? throw after : _answers[request.RequestId];
        }
    }
}
