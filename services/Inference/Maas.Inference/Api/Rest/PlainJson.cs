using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Maas.Inference.Api.Rest;

/// <summary>
/// Messages of the Open Inference Protocol as its REST form writes them: names as in the proto, every field, and 64-bit
/// integers as numbers, where the JSON form of protobuf has texts.
/// </summary>
internal static class PlainJson
{
    private static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

    public static JsonNode Of(IMessage message)
    {
        var node = JsonNode.Parse(Formatter.Format(message))!.AsObject();
        Convert(node, message.Descriptor);
        return node;
    }

    private static void Convert(JsonObject node, MessageDescriptor descriptor)
    {
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            if (node[field.Name] is { } value)
            {
                node[field.Name] = Convert(value, field);
            }
        }
    }

    private static JsonNode Convert(JsonNode value, FieldDescriptor field)
    {
        switch (value)
        {
            case JsonObject map when field.IsMap:
                var item = field.MessageType.FindFieldByNumber(2);
                foreach (var key in map.Select(entry => entry.Key).ToArray())
                {
                    map[key] = Convert(map[key]!, item);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    list[i] = Convert(list[i]!, field);
                }

                break;
            case JsonObject message:
                Convert(message, field.MessageType);
                break;
            case JsonValue text when field.FieldType is FieldType.Int64 or FieldType.UInt64:
                return JsonValue.Create(decimal.Parse(text.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        }

        // A node has one parent: what stays in place is put back as a copy.
        return value.DeepClone();
    }
}
