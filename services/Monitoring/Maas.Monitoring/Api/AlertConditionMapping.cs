using Maas.Monitoring.Alerts.Conditions;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Conditions of rules on the wire. What is malformed is left to the rules of the domain.</summary>
internal static class AlertConditionMapping
{
    extension(Proto.AlertRule proto)
    {
        /// <summary>Null when none is sent.</summary>
        public AlertCondition? ConditionFromProto() => proto.ConditionCase switch
        {
            Proto.AlertRule.ConditionOneofCase.Drift => new DriftCondition(
                [.. proto.Drift.Features], proto.Drift.DistanceRecipe, proto.Drift.MinDistance),
            Proto.AlertRule.ConditionOneofCase.Quality => new QualityCondition(
                proto.Quality.Metric, [.. proto.Quality.Features], proto.Quality.Threshold.FromProto()),
            Proto.AlertRule.ConditionOneofCase.Performance => new PerformanceCondition(
                proto.Performance.Metric,
                proto.Performance.Source.Length == 0 ? PerformanceCondition.Realised : proto.Performance.Source,
                proto.Performance.Threshold.FromProto(), proto.Performance.IsRelativeToBaseline,
                proto.Performance.RequiresConfidence),
            Proto.AlertRule.ConditionOneofCase.Operation => new OperationCondition(
                proto.Operation.Metric, proto.Operation.Threshold.FromProto()),
            Proto.AlertRule.ConditionOneofCase.BurnRate => new BurnRateCondition(
                proto.BurnRate.Objective,
                proto.BurnRate.Urgency.Length == 0 ? BurnRateCondition.Page : proto.BurnRate.Urgency),
            _ => null,
        };

        public void SetCondition(AlertCondition condition)
        {
            switch (condition)
            {
                case DriftCondition drift:
                    proto.Drift = new Proto.DriftCondition
                    {
                        Features = { drift.Features },
                        DistanceRecipe = drift.DistanceRecipe,
                        MinDistance = drift.MinDistance,
                    };
                    break;
                case QualityCondition quality:
                    proto.Quality = new Proto.QualityCondition
                    {
                        Metric = quality.Metric,
                        Features = { quality.Features },
                        Threshold = quality.Threshold.ToProto(),
                    };
                    break;
                case PerformanceCondition performance:
                    proto.Performance = new Proto.PerformanceCondition
                    {
                        Metric = performance.Metric,
                        Source = performance.Source,
                        Threshold = performance.Threshold.ToProto(),
                        IsRelativeToBaseline = performance.IsRelativeToBaseline,
                        RequiresConfidence = performance.RequiresConfidence,
                    };
                    break;
                case OperationCondition operation:
                    proto.Operation = new Proto.OperationCondition
                    {
                        Metric = operation.Metric,
                        Threshold = operation.Threshold.ToProto(),
                    };
                    break;
                case BurnRateCondition burning:
                    proto.BurnRate = new Proto.BurnRateCondition { Objective = burning.Objective, Urgency = burning.Urgency };
                    break;
                default:
                    throw new InvalidOperationException($"The contract has no {condition.GetType().Name}.");
            }
        }
    }

    extension(Proto.Threshold proto)
    {
        public Threshold FromProto() => new(proto.Comparison, proto.Value, proto.HasClearValue ? proto.ClearValue : null);
    }

    extension(Threshold threshold)
    {
        public Proto.Threshold ToProto()
        {
            var proto = new Proto.Threshold { Comparison = threshold.Comparison, Value = threshold.Value };
            if (threshold.ClearValue is { } clear)
            {
                proto.ClearValue = clear;
            }

            return proto;
        }
    }
}
