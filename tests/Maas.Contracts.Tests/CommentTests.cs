using Google.Protobuf.Reflection;
using Google.Protobuf.Collections;

namespace Maas.Contracts.Tests;

internal sealed class CommentTests
{
    [TestCaseSource(typeof(Contracts), nameof(Contracts.SourceCases))]
    public void File_HasACommentOnEveryElement(FileDescriptorProto file)
    {
        var comments = file.SourceCodeInfo.Location
            .Where(location => location.LeadingComments.Trim().Length > 0)
            .Select(location => Key(location.Path))
            .ToHashSet();

        Assert.That(
            ElementsOf(file).Where(element => !comments.Contains(element.Path)).Select(element => element.Name), Is.Empty);
    }

    [Test]
    public void Sources_AreThere() => Assert.That(Contracts.Sources, Has.Count.GreaterThanOrEqualTo(10));

    // Paths are field numbers of descriptor.proto, see google.protobuf.SourceCodeInfo.Location.path.
    private static IEnumerable<(string Path, string Name)> ElementsOf(FileDescriptorProto file) =>
    [
        .. file.MessageType.SelectMany((message, i) => ElementsOf(message, $"4.{i}")),
        .. file.EnumType.SelectMany((type, i) => ElementsOf(type, $"5.{i}")),
        .. file.Service.SelectMany((service, i) => service.Method
            .Select((method, j) => ($"6.{i}.2.{j}", $"{service.Name}.{method.Name}"))
            .Prepend(($"6.{i}", service.Name))),
        .. file.Extension.Select((extension, i) => ($"7.{i}", extension.Name)),
    ];

    private static IEnumerable<(string Path, string Name)> ElementsOf(DescriptorProto message, string path) =>
        message.Options?.MapEntry == true ? [] :
        [
            (path, message.Name),
            .. message.Field.Select((field, i) => ($"{path}.2.{i}", $"{message.Name}.{field.Name}")),
            .. message.NestedType.SelectMany((nested, i) => ElementsOf(nested, $"{path}.3.{i}")),
            .. message.EnumType.SelectMany((type, i) => ElementsOf(type, $"{path}.4.{i}")),

            // A field with presence sits alone in a oneof that protoc made for it.
            .. message.OneofDecl.Select((oneof, i) => ($"{path}.8.{i}", $"{message.Name}.{oneof.Name}", Index: i))
                .Where(oneof => message.Field.Any(field => field.HasOneofIndex && field.OneofIndex == oneof.Index && !field.Proto3Optional))
                .Select(oneof => (oneof.Item1, oneof.Item2)),
        ];

    private static IEnumerable<(string Path, string Name)> ElementsOf(EnumDescriptorProto type, string path) =>
        type.Value.Select((value, i) => ($"{path}.2.{i}", $"{type.Name}.{value.Name}")).Prepend((path, type.Name));

    private static string Key(RepeatedField<int> path) => string.Join('.', path);
}
