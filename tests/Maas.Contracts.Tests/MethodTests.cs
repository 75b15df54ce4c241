using Google.Protobuf.Reflection;
using Maas.Hosting.Security;
using static Google.Protobuf.Reflection.MethodOptions.Types;

namespace Maas.Contracts.Tests;

internal sealed class MethodTests
{
    private static readonly string[] ReadingVerbs = ["Get", "List", "Watch", "Query", "Find", "Profile", "Predict", "LookUp", "Compare", "Verify", "Infer", "Validate"];

    [TestCaseSource(typeof(Contracts), nameof(Contracts.MethodCases))]
    public void Method_NamesThePermissionItNeeds(MethodDescriptor method)
    {
        var service = method.File.Package.Split('.')[1];

        Assert.That(MethodPermissions.Of(method), Does.Match($"^{service}\\.[a-z][a-zA-Z]*\\.[a-z][a-zA-Z]*$"));
    }

    [TestCaseSource(typeof(Contracts), nameof(Contracts.ForeignMethodCases))]
    public void ForeignMethod_IsInTheTableOfTheHost(MethodDescriptor method) => Assert.That(
        ForeignPermissions.TryGet($"{method.Service.FullName}/{method.Name}", out _), method.FullName);

    [TestCaseSource(typeof(Contracts), nameof(Contracts.MethodCases))]
    public void Method_ThatReads_SaysThatItHasNoSideEffects(MethodDescriptor method)
    {
        var reads = ReadingVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));
        var level = method.GetOptions()?.IdempotencyLevel ?? IdempotencyLevel.IdempotencyUnknown;

        Assert.That(level == IdempotencyLevel.NoSideEffects, Is.EqualTo(reads));
    }

    [TestCaseSource(nameof(WriteCases))]
    public void UnaryMethod_ThatWrites_CanBeRepeatedSafely(MethodDescriptor method) => Assert.That(
        method.InputType.FindFieldByName("request_id"), Is.Not.Null,
        "A write takes a request_id, or says idempotency_level = IDEMPOTENT.");

    private static IEnumerable<TestCaseData> WriteCases() => Contracts.MethodCases
        .Where(test => test.Arguments[0] is MethodDescriptor { IsClientStreaming: false } method
            && (method.GetOptions()?.IdempotencyLevel ?? IdempotencyLevel.IdempotencyUnknown) == IdempotencyLevel.IdempotencyUnknown);
}
