using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Maas.Cli.Terminal;

namespace Maas.Cli.Jobs;

/// <summary>Sets a field of a message by its name and a text, as typed on a command line: <c>state-units=32</c>.</summary>
internal static class FieldText
{
    /// <summary>Sets one field.</summary>
    /// <param name="message">The message.</param>
    /// <param name="assignment">Name, with dashes or underscores, behind a dot in a message within, an equals sign, and a value; entries of a list are parted by commas.</param>
    /// <param name="option">Told when it is wrong.</param>
    /// <exception cref="CommandFailedException">There is no such field, or the text is no value of it.</exception>
    public static void Set(IMessage message, string assignment, string option)
    {
        var (name, text) = assignment.Split('=', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : (assignment, "");
        if (name.Split('.', 2) is [var outer, var inner] && message.Descriptor.FindFieldByName(outer.Replace('-', '_')) is { FieldType: FieldType.Message, IsRepeated: false } nested)
        {
            var within = (IMessage?)nested.Accessor.GetValue(message) ?? (IMessage)Activator.CreateInstance(nested.MessageType.ClrType)!;
            nested.Accessor.SetValue(message, within);
            Set(within, $"{inner}={text}", option);
            return;
        }

        var field = message.Descriptor.FindFieldByName(name.Replace('-', '_'));
        if (field is null || field.FieldType is FieldType.Message or FieldType.Enum or FieldType.Bytes || !assignment.Contains('='))
        {
            throw Wrong(option, $"expected one of {string.Join(", ", Names(message))} and '=VALUE', got '{assignment}'.");
        }

        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(message, Parse(field, text, option));
            return;
        }

        var list = (System.Collections.IList)field.Accessor.GetValue(message);
        list.Clear();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            list.Add(Parse(field, part, option));
        }
    }

    private static object Parse(FieldDescriptor field, string text, string option)
    {
        var culture = CultureInfo.InvariantCulture;
        return field.FieldType switch
        {
            FieldType.String => text,
            FieldType.Double when double.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            FieldType.Int32 when int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            FieldType.Bool when bool.TryParse(text, out var flag) => flag,
            _ => throw Wrong(option, $"expected a {field.FieldType.ToString().ToLowerInvariant()} for {field.Name.Replace('_', '-')}, got '{text}'."),
        };
    }

    private static IEnumerable<string> Names(IMessage message) => message.Descriptor.Fields.InDeclarationOrder()
        .Where(field => field.FieldType != FieldType.Message).Select(field => field.Name.Replace('_', '-'));

    private static CommandFailedException Wrong(string option, string problem) =>
        new(ExitCode.Usage, "setting-malformed", $"{option}: {problem}");
}
