using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Registry.V1;
using static Maas.Contracts.Registry.V1.ReplicaStatus.Types;

namespace Maas.Console.Tests.Fakes;

/// <summary>A Registry with a model of customers who leave, in its sixth and seventh version.</summary>
internal static class ShownRegistry
{
    public static FakeRegistry Create()
    {
        var registry = new FakeRegistry();
        Fill(registry);
        return registry;
    }

    /// <summary>Puts its content in the place of what was changed or asked.</summary>
    public static void Fill(FakeRegistry registry)
    {
        registry.Clear();
        AddModel(registry, "churn", "Customers who leave", newest: 7, hoursAgo: 5);
        AddModel(registry, "prices", "Prices of flats", newest: 3, hoursAgo: 90);
        AddVersion(registry, 5, ModelVersion.Types.State.Deprecated, accuracy: 0.862, auc: 0.901, logLoss: 0.352);
        AddVersion(registry, 6, ModelVersion.Types.State.Ready, accuracy: 0.881, auc: 0.918, logLoss: 0.321);
        AddVersion(registry, 7, ModelVersion.Types.State.Ready, accuracy: 0.897, auc: 0.934, logLoss: 0.287);
        AddAlias(registry, "candidate", [(0, 7, 5)]);
        AddAlias(registry, "production", [(5, 6, 72), (4, 5, 400)]);
        AddDeployments(registry);
        string[] methods = ["SetAlias", "CreateModelVersion", "SetAlias", "UpdateDeployment", "CreateDeployment"];
        registry.AuditEvents.AddRange(methods.Select((method, index) => new AuditEvent
        {
            SequenceNumber = 1041 - index,
            CreateTime = Ago(TimeSpan.FromHours(5 + (index * 7))),
            Actor = index % 2 == 0 ? "ana" : "ci",
            Method = method,
            Resource = method.Contains("Deployment", StringComparison.Ordinal) ? "deployments/churn" : "models/churn/aliases/candidate",
        }));
    }

    public static Timestamp Ago(TimeSpan time) => (PinnedTime.Now - time).ToTimestamp();

    private static void AddModel(FakeRegistry registry, string id, string displayName, long newest, int hoursAgo) =>
        registry.Models[$"models/{id}"] = new Model
        {
            Name = $"models/{id}",
            DisplayName = displayName,
            LatestVersionNumber = newest,
            UpdateTime = Ago(TimeSpan.FromHours(hoursAgo)),
            Labels = { ["team"] = "growth" },
            Aliases = { ["production"] = $"models/{id}/versions/{newest - 1}" },
        };

    private static void AddVersion(
        FakeRegistry registry, int number, ModelVersion.Types.State state, double accuracy, double auc, double logLoss) =>
        registry.Versions[$"models/churn/versions/{number}"] = new ModelVersion
        {
            Name = $"models/churn/versions/{number}",
            State = state,
            CreateTime = Ago(TimeSpan.FromHours(5 + ((7 - number) * 70))),
            Metrics = { ["test.accuracy"] = accuracy, ["test.roc_auc"] = auc, ["test.log_loss"] = logLoss },
            Labels = { ["data"] = "2030-05" },
        };

    private static void AddAlias(FakeRegistry registry, string id, (int From, int To, int HoursAgo)[] moves)
    {
        var name = $"models/churn/aliases/{id}";
        registry.Aliases[name] = new Alias
        {
            Name = name, ModelVersion = $"models/churn/versions/{moves[0].To}", Etag = $"etag-{id}", UpdateTime = Ago(TimeSpan.FromHours(moves[0].HoursAgo)),
        };
        registry.Moves[name] =
        [
            .. moves.Select((move, index) => new AliasMove
            {
                SequenceNumber = moves.Length - index,
                PreviousModelVersion = move.From == 0 ? "" : $"models/churn/versions/{move.From}",
                ModelVersion = $"models/churn/versions/{move.To}",
                MoveTime = Ago(TimeSpan.FromHours(move.HoursAgo)),
                Actor = "ana",
            }),
        ];
    }

    private static void AddDeployments(FakeRegistry registry)
    {
        registry.Deployments["deployments/churn"] = new Deployment
        {
            Name = "deployments/churn",
            Model = "models/churn",
            Routes =
            {
                new Route { Target = "models/churn/aliases/production", TrafficPercent = 90, ResolvedModelVersion = "models/churn/versions/6" },
                new Route { Target = "models/churn/aliases/candidate", TrafficPercent = 10, ResolvedModelVersion = "models/churn/versions/7" },
            },
            ReplicaStatuses =
            {
                Status("serving-0", 6, State.Ready), Status("serving-0", 7, State.Ready), Status("serving-1", 6, State.Loading),
            },
        };
        registry.Deployments["deployments/prices"] = new Deployment
        {
            Name = "deployments/prices",
            Model = "models/prices",
            Routes = { new Route { Target = "models/prices/aliases/production", TrafficPercent = 100, ResolvedModelVersion = "models/prices/versions/2" } },
        };
    }

    private static ReplicaStatus Status(string replica, int version, State state) => new()
    {
        Replica = replica,
        ModelVersion = $"models/churn/versions/{version}",
        State = state,
        Device = state == State.Ready ? "cuda:0" : "",
        StateTime = Ago(TimeSpan.FromMinutes(42)),
    };
}
