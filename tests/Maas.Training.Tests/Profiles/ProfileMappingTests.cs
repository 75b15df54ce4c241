using Google.Protobuf;
using Google.Protobuf.Reflection;
using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Profiles;

/// <summary>Nothing that a profile can say is lost on the way out.</summary>
public sealed class ProfileMappingTests
{
    [Test]
    public async Task Profile_OfAllKindsOfColumns_FillsEveryFieldOfEveryMessage()
    {
        await using var server = await TrainingServer.StartAsync();
        var version = await server.ImportAsync("x,y,c,d,t\n" + string.Join('\n', Enumerable.Range(0, 100).Select(Row)) + "\n");

        var profile = await server.Client.ProfileDatasetAsync(
            new ProfileDatasetRequest { Name = version.Name, TargetColumn = "d" });

        var filled = new HashSet<string>();
        Visit(profile, filled);
        Assert.That(FieldsOf(DatasetProfile.Descriptor).Where(field => !filled.Contains(field)), Is.Empty);
    }

    // Signs, a zero, gaps, an outlier, a copy of a row, a category that gives the target away, and texts.
    private static string Row(int i) => i == 99
        ? Row(98)
        : $"{(i == 7 ? "" : i == 8 ? "99000.5" : $"{(i % 13) - 4}")},{(i % 13 * 2) + (i % 2)},c{i % 3},d{i % 3},some {i} words";

    private static void Visit(IMessage message, HashSet<string> filled)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            var items = field.IsRepeated ? ((System.Collections.IEnumerable)value).Cast<object>().ToList()
                : field.HasPresence && !field.Accessor.HasValue(message) ? []
                : [value];
            foreach (var item in items)
            {
                if (item is IMessage inner)
                {
                    Visit(inner, filled);
                }

                if (field.IsRepeated || field.HasPresence || item is not (0L or 0.0 or ""))
                {
                    filled.Add(field.FullName);
                }
            }
        }
    }

    private static IEnumerable<string> FieldsOf(MessageDescriptor message) => message.Fields.InFieldNumberOrder()
        .SelectMany(field => field.FieldType == FieldType.Message
            ? FieldsOf(field.MessageType).Prepend(field.FullName)
            : [field.FullName]);
}
