using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Api;
using Maas.Storage.Database;
using AlertRule = Maas.Contracts.Monitoring.V1.AlertRule;
using Severity = Maas.Contracts.Monitoring.V1.Severity;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>Nothing of a rule or a silence is lost between the wire, the service and the database.</summary>
internal sealed class AlertMappingTests
{
    [TestCase(AlertRule.DriftFieldNumber)]
    [TestCase(AlertRule.QualityFieldNumber)]
    [TestCase(AlertRule.PerformanceFieldNumber)]
    [TestCase(AlertRule.OperationFieldNumber)]
    [TestCase(AlertRule.BurnRateFieldNumber)]
    public void Rule_WithEveryFieldSet_ComesBackTheSame(int condition)
    {
        var rule = (AlertRule)Fill(new AlertRule(), 1, condition);
        rule.Name = "alertRules/errors";
        rule.Etag = "\"5\"";
        rule.Actions.Add(new AlertAction
        {
            StartTraining = new StartTrainingAction { TrainingJob = "trainingJobs/a", AllowsSameData = true },
        });

        var kept = new Maas.Monitoring.Alerts.Rules.AlertRule(
            "errors", rule.FromProto(), rule.CreateTime.ToDateTimeOffset(), rule.UpdateTime.ToDateTimeOffset(), Revision: 5);
        var read = DatabaseJson.Read<Maas.Monitoring.Alerts.Rules.AlertRule>(DatabaseJson.Write(kept));

        Assert.That(rule.ConditionCase, Is.EqualTo((AlertRule.ConditionOneofCase)condition));
        Assert.That(read.ToProto(), Is.EqualTo(rule));
    }

    [Test]
    public void Silence_WithEveryFieldSet_ComesBackTheSame()
    {
        var silence = (Silence)Fill(new Silence(), 1, oneofMember: 0);
        silence.Name = "silences/a";

        var kept = silence.FromProto() with { Id = "a", Creator = silence.Creator };
        var read = DatabaseJson.Read<Maas.Monitoring.Alerts.Silences.Silence>(DatabaseJson.Write(kept));

        Assert.That(read.ToProto(), Is.EqualTo(silence));
    }

    [Test]
    public void Rule_WithoutAnything_GetsItsDefaults()
    {
        var values = new AlertRule { Monitor = "monitors/-" }.FromProto().Complete();

        Assert.That(
            (values.WindowDuration, values.RepeatInterval, values.ForWindowCount, values.ClearWindowCount, values.MinSampleCount),
            Is.EqualTo((TimeSpan.FromMinutes(5), TimeSpan.FromHours(4), 1, 1, 1L)));
        Assert.That((values.Severity, values.EvaluationDelay), Is.EqualTo((Maas.Monitoring.Alerts.Rules.Severity.Warning, (TimeSpan?)null)));
        Assert.That(values.Webhooks, Is.Empty);
        Assert.That(values.Actions.OfType<Maas.Monitoring.Alerts.Rules.AlertAction>(), Is.Empty);
    }

    private static IMessage Fill(IMessage message, int number, int oneofMember)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            number++;
            // Of several that exclude one another only one.
            if (field.RealContainingOneof is { } choice && field.FieldNumber != (oneofMember == 0 ? choice.Fields[0].FieldNumber : oneofMember))
            {
                continue;
            }

            if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(Value(field, number));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, number));
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field, int number) => field.FieldType switch
    {
        FieldType.String => $"text{number}",
        FieldType.Double => number + 0.5,
        FieldType.Int32 => number,
        FieldType.Int64 => (long)number,
        FieldType.Bool => true,
        FieldType.Enum => Severity.Critical,
        FieldType.Message when field.MessageType.ClrType == typeof(Duration) => Duration.FromTimeSpan(TimeSpan.FromSeconds(number)),
        FieldType.Message when field.MessageType.ClrType == typeof(Timestamp) => MonitoringSetup.Noon.AddSeconds(number).ToTimestamp(),
        FieldType.Message => Fill((IMessage)Activator.CreateInstance(field.MessageType.ClrType)!, 10 * number, oneofMember: 0),
        _ => throw new NotSupportedException($"A field of the type {field.FieldType} cannot be filled by this test."),
    };
}
