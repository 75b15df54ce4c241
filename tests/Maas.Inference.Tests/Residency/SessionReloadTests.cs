using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Errors;
using Maas.Inference.Admission;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Maas.Inference.Serving;
using Maas.Inference.Tests.Admission;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Inference.Tests.Residency;

/// <summary>A version that left memory and is asked for again.</summary>
[CancelAfter(60_000)]
internal sealed class SessionReloadTests
{
    private static readonly byte[] Doubler = OnnxModels.Linear([2], 0);

    private readonly FakeTimeProvider _clock = new();
    private Versions _versions = null!;
    private LogCapture _logs = null!;
    private ILoggerFactory _logging = null!;
    private VersionLoader _loader = null!;

    [SetUp]
    public void Start()
    {
        _versions = new Versions();
        _logs = new LogCapture();
        _logging = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        _loader = LoadedModels.VersionLoader(
            _versions, _clock, AdmissionWorld.Skipping(new InferenceOptions { MaxModelBytes = Doubler.Length, FirstLoad = FirstLoadPolicy.Skipped }),
            _logging.CreateLogger<VersionLoader>());
    }

    [TearDown]
    public void Stop()
    {
        _logging.Dispose();
        _logs.Dispose();
        _versions.Dispose();
    }

    [Test]
    public async Task Return_AfterAFailure_IsNotTriedBeforeItsTime(CancellationToken cancellationToken)
    {
        var model = await LoadAndEvictAsync(cancellationToken);
        _versions.Failure = () => new IOException("the disk is gone.");

        await FailsAsync(model, TimeSpan.FromSeconds(1), attempts: 1);
        await FailsAsync(model, TimeSpan.FromSeconds(1), attempts: 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await FailsAsync(model, TimeSpan.FromSeconds(2), attempts: 2);
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        await FailsAsync(model, TimeSpan.FromSeconds(0.5), attempts: 2);
    }

    [TestCase(typeof(IOException), "its files cannot be read; see the log of the server.", false)]
    [TestCase(typeof(UnauthorizedAccessException), "its files cannot be read; see the log of the server.", false)]
    [TestCase(typeof(InvalidOperationException), "an internal error; see the log of the server.", true)]
    public async Task Return_AfterAnUnexpectedFailure_TellsItToTheLogAlone(Type kind, string told, bool hasStack)
    {
        var model = await LoadAndEvictAsync(CancellationToken.None);
        _versions.Failure = () => (Exception)Activator.CreateInstance(kind, "secret/path is gone")!;

        var error = await Assert.ThrowsAsync<MaasException>(() => model.ReturnToMemoryAsync(CancellationToken.None));

        Assert.That(error!.Message, Does.EndWith($"it could not be brought back into memory: {told}").And.Not.Contain("secret"));
        var line = _logs.Lines.Single(line => line.Level == LogLevel.Error);
        Assert.That((line.Text.Contains("secret/path is gone"), line.Exception is not null), Is.EqualTo((true, hasStack)));
    }

    [Test]
    public async Task Return_WithoutRoomAtTheMoment_SaysSoAndFindsNothingWrongWithTheVersion()
    {
        var model = await LoadAndEvictAsync(CancellationToken.None);
        _versions.Failure = () => InferenceErrors.ModelNotReady("churn", "1", "no room", cause: new NoRoomException(5));

        var error = await Assert.ThrowsAsync<MaasException>(() => model.ReturnToMemoryAsync(CancellationToken.None));

        Assert.That((error!.Reason, error.RetryDelay), Is.EqualTo(("MODEL_NOT_READY", TimeSpan.FromSeconds(1))));
        Assert.That(error.Message, Does.EndWith("no room"));
        Assert.That(model.ReloadProblem, Is.Empty);
    }

    [Test]
    public async Task Return_AfterManyFailures_IsTriedEveryMinute(CancellationToken cancellationToken)
    {
        var model = await LoadAndEvictAsync(cancellationToken);
        _versions.Failure = () => new IOException("the disk is gone.");

        for (var attempt = 1; attempt <= 30; attempt++)
        {
            await FailsAsync(model, retryDelay: null, attempt);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Test]
    public async Task Return_WhenTheReasonIsGone_ComesBackAndForgetsIt(CancellationToken cancellationToken)
    {
        var model = await LoadAndEvictAsync(cancellationToken);
        _versions.Failure = () => new IOException("the disk is gone.");
        await FailsAsync(model, TimeSpan.FromSeconds(1), attempts: 1);

        (_versions.Failure, var changes) = (null, 0);
        model.Changed = () => changes++;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await model.ReturnToMemoryAsync(cancellationToken);

        Assert.That((model.IsInMemory, model.ReloadProblem, changes), Is.EqualTo((true, "", 1)));
    }

    [Test]
    public async Task Return_OfFilesThatAManifestVouchesFor_IsNotAdmittedAgain(CancellationToken cancellationToken)
    {
        _versions.ManifestDigest = new string('a', 64);
        var model = await LoadAndEvictAsync(cancellationToken);

        _versions.Content = Larger();
        await model.ReturnToMemoryAsync(cancellationToken);

        Assert.That(model.IsInMemory, Is.True);
        await Assert.ThatAsync(() => LoadAndEvictAsync(cancellationToken), Throws.InstanceOf<MaasException>().With.Message.Contains("more than"));
    }

    [Test]
    public async Task Return_OfOtherBytesThanWereAdmitted_IsRefusedUntilTheyAreBack(CancellationToken cancellationToken)
    {
        var model = await LoadAndEvictAsync(cancellationToken);

        _versions.Content = OnnxModels.Linear([3], 0);
        var error = await Assert.ThrowsAsync<MaasException>(() => model.ReturnToMemoryAsync(cancellationToken));
        Assert.That(error!.Metadata["problem"], Does.Contain("'model.onnx' has other bytes than when it was admitted"));

        _versions.Content = Doubler;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await model.ReturnToMemoryAsync(cancellationToken);
        Assert.That(model.IsInMemory, Is.True);
    }

    [Test]
    public async Task Return_WhenThePreferredGpuIsGone_GoesOnOnTheCpuAndSaysWhy(CancellationToken cancellationToken)
    {
        var model = await LoadAndEvictAsync(cancellationToken);
        (model.Device, model.DeviceNote, model.BatchLimits) = ("cuda:0", "", new(7, "as on the GPU"));

        await model.ReturnToMemoryAsync(cancellationToken);

        Assert.That((model.IsInMemory, model.Device, model.BatchLimits.MaxRows == 7), Is.EqualTo((true, "cpu", false)));
        Assert.That(model.DeviceNote, Does.StartWith("GPU preferred, but "));
        var input = new Tensor("x", TensorDataType.Fp32, [1, 1], BitConverter.GetBytes(3f));
        Assert.That(BitConverter.ToSingle(model.Run([input], [], cancellationToken)[0].Content.Span), Is.EqualTo(6));
    }

    [Test]
    public async Task Reopen_WhenTheRequiredGpuIsGone_IsDeviceUnavailable(CancellationToken cancellationToken)
    {
        var model = await LoadAndEvictAsync(cancellationToken);
        model.Device = "cuda:0";
        var request = await _versions.PrepareAsync(new VersionKey("churn", "1"), cancellationToken);

        Assert.That(
            () => LoadedModels.Loader().Reopen(request, DevicePolicy.GpuRequired, model, cancellationToken),
            Throws.InstanceOf<MaasException>().With.Property("Reason").EqualTo("DEVICE_UNAVAILABLE"));
    }

    private async Task<ServedModel> LoadAndEvictAsync(CancellationToken cancellationToken)
    {
        var model = await _loader.LoadAsync(new SlotKey(new VersionKey("churn", "1"), DevicePolicy.GpuPreferred), cancellationToken);
        using var left = model.TryLeaveMemory();
        Assert.That(left, Is.Not.Null);
        return model;
    }

    private async Task FailsAsync(ServedModel model, TimeSpan? retryDelay, int attempts)
    {
        var error = await Assert.ThrowsAsync<MaasException>(() => model.ReturnToMemoryAsync(CancellationToken.None));

        Assert.That(error!.Reason, Is.EqualTo("MODEL_NOT_READY"));
        Assert.That(error.Message, Does.EndWith("it could not be brought back into memory: its files cannot be read; see the log of the server."));
        Assert.That(model.ReloadProblem, Does.Contain("cannot be read"));
        Assert.That(error.RetryDelay, Is.EqualTo(retryDelay ?? error.RetryDelay));
        Assert.That(_versions.Failures, Is.EqualTo(attempts));
    }

    private static byte[] Larger()
    {
        var model = ModelProto.Parser.ParseFrom(Doubler);
        model.DocString = "longer";
        return model.ToByteArray();
    }

    private sealed class Versions : IVersionProvider, IDisposable
    {
        private readonly TempFolder _folder = new();

        public byte[] Content { get; set; } = Doubler;

        public string ManifestDigest { get; set; } = "";

        public Func<Exception>? Failure { get; set; }

        public int Failures { get; private set; }

        public async Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
            {
                Failures++;
                throw failure();
            }

            await File.WriteAllBytesAsync(_folder.File("model.onnx"), Content, cancellationToken);
            return new LoadRequest
            {
                Model = version.Model, Version = version.Version, Path = _folder.File("model.onnx"), ManifestDigest = ManifestDigest,
            };
        }

        public void Dispose() => _folder.Dispose();
    }
}
