using Google.Protobuf.WellKnownTypes;
using Maas.Errors;
using Maas.Monitoring.Alerts.Notifications;
using Maas.Monitoring.Alerts.Rules;
using Maas.Monitoring.Alerts.Silences;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Silences and webhooks on the wire.</summary>
internal static class SilenceMapping
{
    extension(Proto.Silence proto)
    {
        /// <summary>What a caller chose, unchecked.</summary>
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>: a time that is none.</exception>
        public Silence FromProto() => new()
        {
            AlertRule = proto.AlertRule,
            Monitor = proto.Monitor,
            ModelVersion = proto.ModelVersion,
            Severity = (Severity)(int)proto.Severity,
            StartTime = proto.StartTime.FromProto("silence.start_time"),
            EndTime = proto.EndTime.FromProto("silence.end_time") ?? DateTimeOffset.MinValue,
            Comment = proto.Comment,
        };
    }

    extension(Silence silence)
    {
        public Proto.Silence ToProto() => new()
        {
            Name = silence.Name,
            AlertRule = silence.AlertRule,
            Monitor = silence.Monitor,
            ModelVersion = silence.ModelVersion,
            Severity = (Proto.Severity)(int)silence.Severity,
            StartTime = silence.StartTime?.ToTimestamp(),
            EndTime = silence.EndTime.ToTimestamp(),
            Comment = silence.Comment,
            Creator = silence.Creator,
        };
    }

    extension(Webhook webhook)
    {
        /// <summary>Never with its secret.</summary>
        public Proto.Webhook ToProto() => new()
        {
            Name = webhook.Name,
            Url = webhook.Url,
            CreateTime = webhook.CreateTime.ToTimestamp(),
            Etag = webhook.Etag,
        };
    }
}
