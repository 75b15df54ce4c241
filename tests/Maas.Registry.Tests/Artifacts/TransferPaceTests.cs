using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Errors;
using Maas.Registry.Artifacts;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Registry.Tests.Artifacts;

[CancelAfter(60_000)]
internal sealed class TransferPaceTests
{
    private static readonly RegistryOptions Options = new()
    {
        MinTransferBytesPerSecond = 1000,
        TransferGracePeriod = TimeSpan.FromSeconds(10),
    };

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Moved_FastEnoughInEveryPeriod_GoesOn()
    {
        var pace = new TransferPace("x", Options, _clock);

        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(9));
            pace.Moved(10_000);
        }

        Assert.That(pace.Bytes, Is.EqualTo(1_000_000));
    }

    [Test]
    public void Moved_FastAtFirstAndThenByDrops_IsTooSlow()
    {
        var pace = new TransferPace("x", Options, _clock);
        pace.Moved(1_000_000_000);
        _clock.Advance(TimeSpan.FromSeconds(6));
        pace.Moved(1);
        _clock.Advance(TimeSpan.FromSeconds(6));

        var error = Assert.Throws<MaasException>(() => pace.Moved(1));

        Assert.That((error!.Code, error.Reason), Is.EqualTo((MaasErrorCode.DeadlineExceeded, "TRANSFER_TOO_SLOW")));
        Assert.That(error.Metadata["transferredSizeBytes"], Is.EqualTo("1000000002"));
    }

    [Test]
    public async Task Guard_OfAMoveThatNeverComes_EndsWithThePeriod()
    {
        var pace = new TransferPace("x", Options, _clock);
        var guarded = pace.GuardAsync(new TaskCompletionSource().Task).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(9));
        var early = guarded.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.That(early, Is.False);
        Assert.That((await Assert.ThrowsAsync<MaasException>(() => guarded))!.Reason, Is.EqualTo("TRANSFER_TOO_SLOW"));
    }

    [Test]
    public void Moved_WithoutALeastSpeed_NeverIsTooSlow()
    {
        var pace = new TransferPace("x", new RegistryOptions { MinTransferBytesPerSecond = 0 }, _clock);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.That(() => pace.Moved(1), Throws.Nothing);
        Assert.That(pace.Left, Is.EqualTo(Timeout.InfiniteTimeSpan));
    }

    [Test]
    public async Task Write_ByDrops_IsEndedAndKeepsWhatCame(CancellationToken cancellationToken)
    {
        await using var registry = await StartAsync();
        var content = new byte[100_000];
        var name = RegistryFixture.UploadName(content);
        using var call = registry.Bytes.Write(cancellationToken: cancellationToken);

        var failure = await RegistryFailure.OfAsync(async () =>
        {
            for (var offset = 0; ; offset++)
            {
                await call.RequestStream.WriteAsync(
                    new WriteRequest { ResourceName = name, WriteOffset = offset, Data = ByteString.CopyFrom(content, offset, 1) },
                    cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
                if (call.ResponseAsync.IsCompleted)
                {
                    await call.ResponseAsync;
                }
            }
        });

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.DeadlineExceeded, "TRANSFER_TOO_SLOW")));
        var status = await registry.Bytes.QueryWriteStatusAsync(
            new QueryWriteStatusRequest { ResourceName = name }, cancellationToken: cancellationToken);
        Assert.That(status.CommittedSize, Is.GreaterThan(0));
    }

    [Test]
    public async Task Read_ByNobody_IsEnded(CancellationToken cancellationToken)
    {
        await using var registry = await StartAsync();
        var content = new byte[4_000_000];
        await registry.UploadAsync(content, cancellationToken);
        using var call = registry.Bytes.Read(
            new ReadRequest { ResourceName = RegistryFixture.BlobName(content) }, cancellationToken: cancellationToken);
        await call.ResponseHeadersAsync;
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, cancellationToken);

        var read = 0L;
        var failure = await RegistryFailure.OfAsync(async () =>
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                read += call.ResponseStream.Current.Data.Length;
            }
        });

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.DeadlineExceeded, "TRANSFER_TOO_SLOW")));
        Assert.That(read, Is.LessThan(content.Length));
    }

    private static Task<RegistryFixture> StartAsync() => RegistryFixture.StartAsync(
        ("MinTransferBytesPerSecond", "100000"), ("TransferGracePeriod", "00:00:00.500"));
}
