using System.Text.Json.Serialization;

namespace Maas.Monitoring.Alerts.Rules;

/// <summary>What is done when an alert begins to fire. Immutable. Kept as JSON: rename no kind and no property.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RollbackAliasAction), RollbackAliasAction.Kind)]
[JsonDerivedType(typeof(StartTrainingAction), StartTrainingAction.Kind)]
internal abstract record AlertAction
{
    /// <summary>What it is called in results and in the audit.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>What it is about.</summary>
    [JsonIgnore]
    public abstract string Resource { get; }
}

/// <summary>Takes an alias back to where it pointed before.</summary>
/// <param name="Alias"><c>models/{model}/aliases/{alias}</c>.</param>
internal sealed record RollbackAliasAction(string Alias) : AlertAction
{
    public const string Kind = "rollback-alias";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => Kind;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Resource => Alias;
}

/// <summary>Trains anew.</summary>
/// <param name="TrainingJob">The earlier job, <c>trainingJobs/{training_job}</c>.</param>
/// <param name="AllowsSameData">Also when there is no newer data.</param>
internal sealed record StartTrainingAction(string TrainingJob, bool AllowsSameData) : AlertAction
{
    public const string Kind = "start-training";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => Kind;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Resource => TrainingJob;
}
