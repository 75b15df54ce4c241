using Google.Protobuf;
using Google.Protobuf.Reflection;
using Maas.Contracts.Training.V1;
using Maas.Training.Api;

namespace Maas.Training.Tests.Datasets;

/// <summary>No field of a schema gets lost between wire and domain.</summary>
public sealed class SchemaMappingTests
{
    [Test]
    public void ColumnSchema_ThereAndBack_KeepsEveryField()
    {
        var message = Filled(new ColumnSchema());

        Assert.That(message.FromProto().ToProto(), Is.EqualTo(message));
    }

    [Test]
    public void DatasetSchema_ThereAndBack_KeepsEveryField()
    {
        var message = Filled(new DatasetSchema { Columns = { Filled(new ColumnSchema()) } });

        var back = message.FromProto().ToProto("other");

        // Both belong to the call.
        (back.Name, back.Etag) = (message.Name, message.Etag);
        Assert.That(back, Is.EqualTo(message));
    }

    private static T Filled<T>(T message)
        where T : IMessage
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType != FieldType.Message))
        {
            object value = field.FieldType switch
            {
                FieldType.String => "text",
                FieldType.Bool => true,
                FieldType.Int64 => 7L + field.FieldNumber,
                FieldType.Double => 1.0 / (1 + field.FieldNumber),
                FieldType.Enum => field.EnumType.Values[^1].Number,
                _ => throw new InvalidOperationException($"No value for {field.FieldType}."),
            };
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
            }
            else
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }
}
