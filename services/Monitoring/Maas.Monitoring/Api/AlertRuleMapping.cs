using Google.Protobuf.WellKnownTypes;
using Maas.Errors;
using Maas.Monitoring.Alerts.Rules;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Rules on the wire.</summary>
internal static class AlertRuleMapping
{
    extension(Proto.AlertRule proto)
    {
        /// <summary>What a caller chose, unchecked.</summary>
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>: a duration that is none.</exception>
        public AlertRuleValues FromProto() => new()
        {
            DisplayName = proto.DisplayName,
            Monitor = proto.Monitor,
            Slice = proto.Slice,
            Condition = proto.ConditionFromProto(),
            WindowDuration = proto.WindowDuration.FromProto("alert_rule.window_duration"),
            ForWindowCount = proto.ForWindowCount,
            ClearWindowCount = proto.ClearWindowCount,
            MinSampleCount = proto.MinSampleCount,
            Severity = (Severity)(int)proto.Severity,
            Webhooks = [.. proto.Webhooks],
            Actions = [.. proto.Actions.Select(action => action.FromProto())],
            RepeatInterval = proto.RepeatInterval.FromProto("alert_rule.repeat_interval"),
            EvaluationDelay = proto.EvaluationDelay.FromProto("alert_rule.evaluation_delay"),
            IsDisabled = proto.IsDisabled,
        };
    }

    extension(AlertRule rule)
    {
        public Proto.AlertRule ToProto()
        {
            var values = rule.Values;
            var proto = new Proto.AlertRule
            {
                Name = rule.Name,
                DisplayName = values.DisplayName,
                Monitor = values.Monitor,
                Slice = values.Slice,
                WindowDuration = values.WindowDuration?.ToDuration(),
                ForWindowCount = values.ForWindowCount,
                ClearWindowCount = values.ClearWindowCount,
                MinSampleCount = values.MinSampleCount,
                Severity = (Proto.Severity)(int)values.Severity,
                Webhooks = { values.Webhooks },
                Actions = { values.Actions.OfType<AlertAction>().Select(action => action.ToProto()) },
                RepeatInterval = values.RepeatInterval?.ToDuration(),
                EvaluationDelay = values.EvaluationDelay?.ToDuration(),
                IsDisabled = values.IsDisabled,
                CreateTime = rule.CreateTime.ToTimestamp(),
                UpdateTime = rule.UpdateTime.ToTimestamp(),
                Etag = rule.Etag,
            };
            proto.SetCondition(rule.Condition);
            return proto;
        }
    }

    extension(Proto.AlertAction proto)
    {
        /// <summary>Null when it says nothing.</summary>
        public AlertAction? FromProto() => proto.KindCase switch
        {
            Proto.AlertAction.KindOneofCase.RollbackAlias => new RollbackAliasAction(proto.RollbackAlias.Alias),
            Proto.AlertAction.KindOneofCase.StartTraining => new StartTrainingAction(
                proto.StartTraining.TrainingJob, proto.StartTraining.AllowsSameData),
            _ => null,
        };
    }

    extension(AlertAction action)
    {
        public Proto.AlertAction ToProto() => action switch
        {
            RollbackAliasAction rollback => new Proto.AlertAction
            {
                RollbackAlias = new Proto.RollbackAliasAction { Alias = rollback.Alias },
            },
            StartTrainingAction start => new Proto.AlertAction
            {
                StartTraining = new Proto.StartTrainingAction
                {
                    TrainingJob = start.TrainingJob,
                    AllowsSameData = start.AllowsSameData,
                },
            },
            _ => throw new InvalidOperationException($"The contract has no {action.GetType().Name}."),
        };
    }
}
