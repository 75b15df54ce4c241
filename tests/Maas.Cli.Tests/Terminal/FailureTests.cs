using Grpc.Core;
using Maas.Cli.Terminal;
using Maas.Errors;

namespace Maas.Cli.Tests.Terminal;

public sealed class FailureTests
{
    // Scripts depend on these numbers.
    [TestCase(MaasErrorCode.InvalidArgument, ExpectedResult = 3)]
    [TestCase(MaasErrorCode.OutOfRange, ExpectedResult = 3)]
    [TestCase(MaasErrorCode.Unimplemented, ExpectedResult = 3)]
    [TestCase(MaasErrorCode.NotFound, ExpectedResult = 4)]
    [TestCase(MaasErrorCode.AlreadyExists, ExpectedResult = 5)]
    [TestCase(MaasErrorCode.FailedPrecondition, ExpectedResult = 5)]
    [TestCase(MaasErrorCode.Aborted, ExpectedResult = 5)]
    [TestCase(MaasErrorCode.Unavailable, ExpectedResult = 6)]
    [TestCase(MaasErrorCode.DeadlineExceeded, ExpectedResult = 6)]
    [TestCase(MaasErrorCode.ResourceExhausted, ExpectedResult = 6)]
    [TestCase(MaasErrorCode.Unauthenticated, ExpectedResult = 7)]
    [TestCase(MaasErrorCode.PermissionDenied, ExpectedResult = 7)]
    [TestCase(MaasErrorCode.Internal, ExpectedResult = 1)]
    [TestCase(MaasErrorCode.DataLoss, ExpectedResult = 1)]
    [TestCase(MaasErrorCode.Cancelled, ExpectedResult = 130)]
    public int From_WhatAServiceSaid_HasItsExitCode(MaasErrorCode code) =>
        Failure.From(new MaasException(code, "REASON", "test.maas", "A sentence."))!.ExitCode;

    [Test]
    public void From_FieldsThatTheMessageLeavesOut_AreAppended()
    {
        var exception = new MaasException(MaasErrorCode.InvalidArgument, "SPEC_INVALID", "training.maas", "The spec is wrong.")
        {
            FieldViolations = [new FieldViolation("spec.algorithm", "Expected a known one, got 'magic'.")],
        };

        var sentence = Failure.From(exception)!.ToSentence();

        Assert.That(sentence, Is.EqualTo(
            "maas: The spec is wrong. spec.algorithm: Expected a known one, got 'magic'. [INVALID_ARGUMENT SPEC_INVALID]"));
    }

    [Test]
    public void From_AStreamThatFailed_ReadsItsStatus()
    {
        var failure = Failure.From(new RpcException(new Status(StatusCode.NotFound, "No such job.")))!;

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.NotFound));
        Assert.That(failure.Message, Does.Contain("No such job."));
    }

    [Test]
    public void From_ABug_IsNull() => Assert.That(Failure.From(new InvalidOperationException("Oops.")), Is.Null);
}
