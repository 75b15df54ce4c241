using System.Text.Json.Serialization;
using Maas.Monitoring.Windows;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>What a rule looks for. Immutable. Kept as JSON: rename no kind and no property.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DriftCondition), "drift")]
[JsonDerivedType(typeof(QualityCondition), "quality")]
[JsonDerivedType(typeof(PerformanceCondition), "performance")]
[JsonDerivedType(typeof(OperationCondition), "operation")]
[JsonDerivedType(typeof(BurnRateCondition), "burn-rate")]
internal abstract record AlertCondition
{
    /// <summary>Notes everything that is wrong with it.</summary>
    public abstract void Check(FieldChecks checks);
}

/// <summary>A condition that looks at one window of one version and slice at a time.</summary>
internal abstract record WindowCondition : AlertCondition
{
    /// <summary>Windows before the one that is read, which its figures are compared with.</summary>
    [JsonIgnore]
    public virtual int WindowsBefore => 0;

    /// <summary>Reads a window that is over.</summary>
    /// <param name="window">The window.</param>
    /// <param name="minSampleCount">A window with fewer says nothing; 1 or more.</param>
    public abstract Reading Read(MetricsWindow window, long minSampleCount);
}
