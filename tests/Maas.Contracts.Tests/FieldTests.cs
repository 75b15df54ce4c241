using Google.Api;
using Google.Protobuf.Reflection;

namespace Maas.Contracts.Tests;

internal sealed class FieldTests
{
    /// <summary>A test per message of ours that a caller sends.</summary>
    public static IEnumerable<TestCaseData> SentMessageCases =>
        SentMessages.Select(message => new TestCaseData(message).SetArgDisplayNames(message.FullName));

    /// <summary>Every message of ours that a caller sends, at any depth.</summary>
    private static IEnumerable<MessageDescriptor> SentMessages
    {
        get
        {
            var seen = new HashSet<MessageDescriptor>();
            var open = new Stack<MessageDescriptor>(Contracts.Methods.Select(method => method.InputType));
            while (open.TryPop(out var message))
            {
                if (!message.File.Package.StartsWith("maas.", StringComparison.Ordinal) || !seen.Add(message))
                {
                    continue;
                }

                foreach (var inner in message.Fields.InFieldNumberOrder().Where(IsSentMessage))
                {
                    open.Push(inner.MessageType);
                }
            }

            return seen.Where(message => message.GetOptions()?.MapEntry != true);
        }
    }

    [TestCaseSource(nameof(SentMessageCases))]
    public void SentField_SaysHowItBehaves(MessageDescriptor message) => Assert.That(
        message.Fields.InFieldNumberOrder()
            .Where(field => field.RealContainingOneof is null && BehaviorsOf(field).Count == 0)
            .Select(field => field.FullName),
        Is.Empty, "Without (google.api.field_behavior).");

    [Test]
    public void RequestIds_AreUuids()
    {
        var ids = SentMessages
            .Select(message => message.FindFieldByName("request_id"))
            .OfType<FieldDescriptor>()
            .ToList();

        Assert.That(ids, Is.Not.Empty);
        Assert.That(
            ids.Where(id => id.GetOptions()?.GetExtension(FieldInfoExtensions.FieldInfo)?.Format
                != FieldInfo.Types.Format.Uuid4).Select(id => id.FullName),
            Is.Empty);
    }

    private static bool IsSentMessage(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && !BehaviorsOf(field).Contains(FieldBehavior.OutputOnly);

    private static List<FieldBehavior> BehaviorsOf(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.ToList() ?? [];
}
