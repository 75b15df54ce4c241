using System.Collections;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Maas.Registry.Api;
using Maas.Storage.Database;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Tests.Api;

/// <summary>
/// Fills every field that a caller may send, found in the descriptor, and takes the message through the domain, the
/// JSON of the database and back. A field that is added to the contract and forgotten here fails.
/// </summary>
internal sealed class MappingTests
{
    private int _counter;

    [Test]
    public void ModelVersion_ThroughDomainAndDatabase_LosesNoField()
    {
        var sent = (Proto.ModelVersion)Fill(new Proto.ModelVersion());

        var kept = DatabaseJson.Read<Registry.Versions.ModelVersion>(DatabaseJson.Write(sent.FromProto()));

        AssertWritableFieldsEqual(kept.ToProto(), sent);
    }

    [Test]
    public void Deployment_ThroughDomainAndDatabase_LosesNoField()
    {
        var sent = (Proto.Deployment)Fill(new Proto.Deployment());

        var kept = DatabaseJson.Read<Registry.Deployments.Deployment>(DatabaseJson.Write(sent.FromProto("d")));

        AssertWritableFieldsEqual(kept.ToProto(), sent);
    }

    [Test]
    public void Model_ThroughDomainAndDatabase_LosesNoField()
    {
        var sent = (Proto.Model)Fill(new Proto.Model());

        var kept = DatabaseJson.Read<Registry.Models.Model>(DatabaseJson.Write(sent.FromProto("m")));

        AssertWritableFieldsEqual(kept.ToProto(), sent);
    }

    [Test]
    public void ReplicaStatus_ThroughDomain_LosesNoField()
    {
        var sent = (Proto.ReplicaStatus)Fill(new Proto.ReplicaStatus());
        var deployment = new Registry.Deployments.Deployment { Id = "d", ReplicaStatuses = [sent.FromProto()] };

        AssertWritableFieldsEqual(deployment.ToProto().ReplicaStatuses[0], sent);
    }

    [Test]
    public void Model_AllFieldsSet_AllReachTheCaller()
    {
        var model = new Registry.Models.Model
        {
            Id = "m",
            Uid = "u",
            DisplayName = "n",
            Description = "d",
            Labels = new Dictionary<string, string> { ["a"] = "b" },
            Aliases = new Dictionary<string, long> { ["production"] = 7 },
            LatestVersionNumber = 8,
            CreateTime = DateTimeOffset.UnixEpoch,
            UpdateTime = DateTimeOffset.UnixEpoch,
            DeleteTime = DateTimeOffset.UnixEpoch,
            ExpireTime = DateTimeOffset.UnixEpoch,
            Revision = 9,
        };

        Assert.That(UnsetFields(model.ToProto()), Is.Empty);
        Assert.That(model.ToProto().Aliases["production"], Is.EqualTo("models/m/versions/7"));
    }

    private static IEnumerable<string> UnsetFields(IMessage message) => message.Descriptor.Fields.InDeclarationOrder()
        .Where(field => field.IsRepeated || field.IsMap
            ? ((ICollection)field.Accessor.GetValue(message)).Count == 0
            : field.Accessor.GetValue(message) is null or "" or 0L or 0)
        .Select(field => field.Name);

    private static bool IsWritable(FieldDescriptor field)
    {
        var behaviors = field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior) ?? [];
        return field.Name != "etag"
            && !behaviors.Contains(FieldBehavior.OutputOnly) && !behaviors.Contains(FieldBehavior.Identifier);
    }

    private static void AssertWritableFieldsEqual(IMessage actual, IMessage expected)
    {
        Assert.Multiple(() =>
        {
            foreach (var field in expected.Descriptor.Fields.InDeclarationOrder().Where(IsWritable))
            {
                Assert.That(field.Accessor.GetValue(actual), Is.EqualTo(field.Accessor.GetValue(expected)), field.FullName);
            }
        });
    }

    private IMessage Fill(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(IsWritable))
        {
            switch (field)
            {
                case { IsMap: true }:
                    var map = (IDictionary)field.Accessor.GetValue(message);
                    map[$"k{++_counter}"] = Value(field.MessageType.FindFieldByNumber(2));
                    break;
                case { IsRepeated: true }:
                    var list = (IList)field.Accessor.GetValue(message);
                    list.Add(Value(field));
                    list.Add(Value(field));
                    break;
                default:
                    field.Accessor.SetValue(message, Value(field));
                    break;
            }
        }

        return message;
    }

    private object Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => $"text {++_counter}",
        FieldType.Int64 => (long)++_counter,
        FieldType.Int32 => ++_counter,
        FieldType.Double => ++_counter + 0.5,
        FieldType.Bytes => ByteString.CopyFromUtf8($"bytes {++_counter}"),
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values.Max(value => value.Number)),
        FieldType.Message when field.MessageType == Timestamp.Descriptor => Timestamp.FromDateTimeOffset(
            DateTimeOffset.UnixEpoch.AddSeconds(++_counter)),
        FieldType.Message => Fill((IMessage)Activator.CreateInstance(field.MessageType.ClrType)!),
        _ => throw new NotSupportedException($"{field.FullName} is a {field.FieldType}; teach this test to fill it."),
    };
}
