using Maas.Errors;
using Maas.Hosting.Errors;

namespace Maas.Hosting.Tests.Errors;

internal sealed class RetryPushbackTests
{
    [TestCase(250, "250")]
    [TestCase(0, "0")]
    [TestCase(0.0001, "1")]
    [TestCase(1000.25, "1001")]
    [TestCase(1e11, "2147483647")]
    public void Pushback_IsWholeMillisecondsRoundedUp(double delayMilliseconds, string expected)
    {
        var failure = new MaasException(MaasErrorCode.ResourceExhausted, "QUEUE_FULL", "probe.maas", "Full.")
        {
            RetryDelay = TimeSpan.FromMilliseconds(delayMilliseconds),
        };

        var status = RichStatus.Of(failure);

        Assert.That(status.Pushback, Is.EqualTo(expected));
        Assert.That(status.ToRpcExceptionWithPushback().Trailers.GetAll(RetryPushback.Trailer), Has.Exactly(1).Items);
    }

    [Test]
    public void Pushback_WithoutDelay_IsAbsent()
    {
        var status = RichStatus.Of(new MaasException(MaasErrorCode.NotFound, "MISSING", "probe.maas", "Missing."));

        Assert.That(status.Pushback, Is.Null);
        Assert.That(status.ToRpcExceptionWithPushback().Trailers.Get(RetryPushback.Trailer), Is.Null);
    }
}
