using System.Collections;
using System.Collections.Concurrent;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Maas.Errors;

namespace Maas.Hosting.Validation;

/// <summary>
/// What the annotations of a message ask for: fields that must be there, at any depth, and texts that must be
/// UUIDs. Immutable, thread-safe, made once per message type.
/// </summary>
/// <remarks>
/// Sources: google.aip.dev/203 (field behaviour), /134 (update masks), /155 (request ids). Numbers and booleans
/// without presence cannot be told from zero, so REQUIRED on them is left to the domain.
/// </remarks>
internal sealed class MessageRules
{
    private const string MaskField = "update_mask";

    private static readonly ConcurrentDictionary<MessageDescriptor, MessageRules?> Known = new();

    private readonly IReadOnlyList<FieldRule> _fields;
    private readonly FieldDescriptor? _mask;

    private MessageRules(IReadOnlyList<FieldRule> fields, FieldDescriptor? mask)
    {
        _fields = fields;
        _mask = mask;
    }

    /// <summary>Rules of a message type; null when there is nothing to check.</summary>
    public static MessageRules? Of(MessageDescriptor message) => Known.GetOrAdd(message, Read);

    /// <summary>Finds every violation, in the order of the fields.</summary>
    public IReadOnlyList<FieldViolation> Check(IMessage message)
    {
        List<FieldViolation>? violations = null;
        Check(message, path: "", required: null, ref violations);
        return violations ?? [];
    }

    private static MessageRules? Read(MessageDescriptor message)
    {
        var fields = message.Fields.InFieldNumberOrder()
            .Select(field => new FieldRule(field))
            .Where(rule => rule.IsRequired || rule.IsUuid || rule.Descends)
            .ToList();
        return fields.Count == 0 ? null : new MessageRules(fields, message.FindFieldByName(MaskField));
    }

    /// <param name="message">What to look at.</param>
    /// <param name="path">Where it is in the request; ends in a dot unless empty.</param>
    /// <param name="required">Which fields of this message must be there; null means all that are REQUIRED.</param>
    /// <param name="violations">Made when the first is found.</param>
    private void Check(
        IMessage message, string path, Func<string, bool>? required, ref List<FieldViolation>? violations)
    {
        foreach (var rule in _fields)
        {
            if (!rule.IsPresent(message))
            {
                if (rule.IsRequired && required?.Invoke(rule.Name) != false)
                {
                    (violations ??= []).Add(new FieldViolation(path + rule.Name, "Required, and missing."));
                }

                continue;
            }

            if (rule.IsUuid && rule.Value(message) is string text && !IsUuid4(text))
            {
                (violations ??= []).Add(new FieldViolation(
                    path + rule.Name, $"Expected a UUID of version 4, like '8f14e45f-ceea-467f-a3d2-3c1a5f1b2c3d', got '{text}'."));
            }

            if (rule.Descends)
            {
                CheckInside(rule, message, path, ref violations);
            }
        }
    }

    private void CheckInside(FieldRule rule, IMessage message, string path, ref List<FieldViolation>? violations)
    {
        if (Of(rule.Inner!) is not { } rules)
        {
            return;
        }

        switch (rule.Value(message))
        {
            case IMessage inner:
                rules.Check(inner, $"{path}{rule.Name}.", RequiredByMask(message), ref violations);
                break;
            case IDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    rules.Check((IMessage)entry.Value!, $"{path}{rule.Name}[{entry.Key}].", required: null, ref violations);
                }

                break;
            case IList list:
                for (var i = 0; i < list.Count; i++)
                {
                    rules.Check((IMessage)list[i]!, $"{path}{rule.Name}[{i}].", required: null, ref violations);
                }

                break;
        }
    }

    // An update leaves what its mask does not name as it is, so that need not be sent.
    private Func<string, bool>? RequiredByMask(IMessage message)
    {
        if (_mask is null)
        {
            return null;
        }

        var paths = (_mask.Accessor.GetValue(message) as FieldMask)?.Paths;
        return field => paths is not null && (paths.Contains(field) || paths.Contains("*"));
    }

    private static bool IsUuid4(string text) =>
        Guid.TryParseExact(text, "D", out var id) && id is { Version: 4, Variant: >= 8 and <= 11 };

    private sealed class FieldRule
    {
        private readonly FieldDescriptor _field;

        public FieldRule(FieldDescriptor field)
        {
            _field = field;
            Name = field.Name;
            var options = field.GetOptions();
            var behaviors = options?.GetExtension(FieldBehaviorExtensions.FieldBehavior);
            IsRequired = behaviors?.Contains(FieldBehavior.Required) == true && CanBeAbsent(field);
            IsUuid = field.FieldType == FieldType.String && !field.IsRepeated
                && options?.GetExtension(FieldInfoExtensions.FieldInfo)?.Format == FieldInfo.Types.Format.Uuid4;
            Inner = InnerOf(field);
            Descends = behaviors?.Contains(FieldBehavior.OutputOnly) != true
                && Inner is not null && AsksForAnything(Inner, []);
        }

        public string Name { get; }

        public bool IsRequired { get; }

        public bool IsUuid { get; }

        /// <summary>Type of the messages inside; null when it holds none.</summary>
        public MessageDescriptor? Inner { get; }

        /// <summary>Whether the messages inside have rules of their own.</summary>
        public bool Descends { get; }

        public object? Value(IMessage message) => _field.Accessor.GetValue(message);

        public bool IsPresent(IMessage message) => _field switch
        {
            { IsRepeated: true } or { IsMap: true } => ((ICollection)Value(message)!).Count > 0,
            { HasPresence: true } => _field.Accessor.HasValue(message),
            { FieldType: FieldType.Enum } => Convert.ToInt32(Value(message), System.Globalization.CultureInfo.InvariantCulture) != 0,
            _ => Value(message) switch
            {
                string text => text.Length > 0,
                ByteString bytes => !bytes.IsEmpty,
                _ => true,
            },
        };

        // A member of a oneof is there or another one is.
        private static bool CanBeAbsent(FieldDescriptor field) => field.RealContainingOneof is null;

        private static MessageDescriptor? InnerOf(FieldDescriptor field)
        {
            var type = field switch
            {
                { IsMap: true } => field.MessageType.FindFieldByNumber(2) is { FieldType: FieldType.Message } value ? value.MessageType : null,
                { FieldType: FieldType.Message } => field.MessageType,
                _ => null,
            };
            return type?.File.Package.StartsWith("google.", StringComparison.Ordinal) == true ? null : type;
        }

        // Messages may hold themselves; the set ends that.
        private static bool AsksForAnything(MessageDescriptor message, HashSet<MessageDescriptor> seen) =>
            seen.Add(message) && message.Fields.InFieldNumberOrder().Any(field =>
            {
                var options = field.GetOptions();
                return options?.GetExtension(FieldBehaviorExtensions.FieldBehavior).Contains(FieldBehavior.Required) == true
                    || options?.GetExtension(FieldInfoExtensions.FieldInfo)?.Format == FieldInfo.Types.Format.Uuid4
                    || (InnerOf(field) is { } inner && AsksForAnything(inner, seen));
            });
    }
}
