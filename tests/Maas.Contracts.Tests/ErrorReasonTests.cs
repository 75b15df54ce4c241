using Google.Protobuf.Reflection;
using Google.Rpc;
using Maas.Contracts.Rpc.V1;

namespace Maas.Contracts.Tests;

internal sealed class ErrorReasonTests
{
    [TestCaseSource(typeof(Contracts), nameof(Contracts.ErrorReasonCases))]
    public void Reason_HasTheStatusCodeItTravelsWith(EnumDescriptor reasons) => Assert.That(
        reasons.Values.Where(value => value.Number != 0 && CodeOf(value) == Code.Ok).Select(value => value.Name),
        Is.Empty, "Without (maas.rpc.v1.status_code).");

    [TestCaseSource(typeof(ErrorFactories), nameof(ErrorFactories.All))]
    public void Factory_MakesAReasonOfItsContractWithItsCode(ErrorFactory factory)
    {
        var reasons = Contracts.ErrorReasons.SingleOrDefault(type => Contracts.DomainOf(type) == factory.Failure.Domain);
        Assert.That(reasons, Is.Not.Null, $"No contract has the domain '{factory.Failure.Domain}'.");

        var reason = reasons!.Values.SingleOrDefault(value => Contracts.ReasonOf(value) == factory.Failure.Reason);
        Assert.That(reason, Is.Not.Null, $"{reasons.FullName} has no reason '{factory.Failure.Reason}'.");
        Assert.That((int)factory.Failure.Code, Is.EqualTo((int)CodeOf(reason!)), factory.Failure.Reason);
    }

    [TestCaseSource(typeof(ErrorFactories), nameof(ErrorFactories.All))]
    public void Factory_PutsInTheMetadataWhatItsContractPromises(ErrorFactory factory)
    {
        var promised = ReasonComments.MetadataKeys(factory.Failure.Domain, factory.Failure.Reason);

        Assert.That(promised.Except(factory.Failure.Metadata.Keys), Is.Empty);
    }

    [TestCaseSource(typeof(Contracts), nameof(Contracts.ErrorReasonCases))]
    public void Reason_IsMadeSomewhere(EnumDescriptor reasons)
    {
        var made = ErrorFactories.Reasons
            .Where(made => made.Domain == Contracts.DomainOf(reasons))
            .Select(made => made.Reason)
            .Append("INTERNAL_ERROR");

        Assert.That(
            reasons.Values.Where(value => value.Number != 0).Select(Contracts.ReasonOf).Except(made), Is.Empty,
            "Promised, and never sent: no factory makes it.");
    }

    private static Code CodeOf(EnumValueDescriptor value) =>
        value.GetOptions()?.GetExtension(ErrorReasonExtensions.StatusCode) ?? Code.Ok;
}
