using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Training.Api;

namespace Maas.Training.Tests.Jobs;

/// <summary>Nothing of a spec is lost between the wire and the service.</summary>
internal sealed class SpecMappingTests
{
    [Test]
    public void Spec_WithEveryFieldSet_ComesBackTheSame()
    {
        var spec = (TrainingSpec)Fill(new TrainingSpec(), 1);
        spec.DatasetVersion = "datasets/data/versions/3";

        Assert.That(spec.FromProto().ToProto(), Is.EqualTo(spec));
    }

    private static IMessage Fill(IMessage message, int number)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            number++;
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
        FieldType.Message when field.MessageType.ClrType == typeof(Duration) => Duration.FromTimeSpan(TimeSpan.FromSeconds(number)),
        FieldType.Message => Fill((IMessage)Activator.CreateInstance(field.MessageType.ClrType)!, 10 * number),
        _ => throw new NotSupportedException($"A field of the type {field.FieldType} cannot be filled by this test."),
    };
}
