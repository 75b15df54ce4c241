using System.Diagnostics;
using Maas.Contracts.Onnx;
using Maas.Onnx.Layout;
using Maas.Onnx.Sandboxing;
using Maas.Testing.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Tests.Sandboxing;

[Parallelizable(ParallelScope.Children)]
internal sealed class ModelSandboxTests
{
    private const long Mebibyte = 1024 * 1024;
    private const long Memory = 512 * Mebibyte;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string _folder = null!;
    private ModelSandbox _sandbox = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("maas-sandbox-tests-").FullName;
        _sandbox = new ModelSandbox(Options(), TimeProvider.System);
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        _sandbox.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCaseSource(typeof(HostileModels), nameof(HostileModels.Contained))]
    public async Task CheckAsync_HostileModel_IsContained(HostileModel hostile)
    {
        var files = Write(hostile.Make());

        var began = Stopwatch.GetTimestamp();
        var verdict = await _sandbox.CheckAsync(files, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(began);

        await TestContext.Out.WriteLineAsync($"{verdict.Outcome} in {elapsed}: {verdict}");
        Assert.That(verdict.Outcome, Is.AnyOf([.. hostile.ContainedAs.Cast<object>()]), verdict.ToString());
        Assert.That(elapsed, Is.LessThan(Time + TimeSpan.FromSeconds(1)));
        Assert.That(verdict.PeakMemoryBytes, Is.LessThan(Memory * 3 / 2));
        Assert.That(verdict.Reason, Does.Not.Contain(_folder));
    }

    [TestCaseSource(nameof(OrdinaryModels))]
    public async Task CheckAsync_OrdinaryModel_IsAdmittedWithFigures(byte[] model)
    {
        var verdict = await _sandbox.CheckAsync(Write(model), CancellationToken.None);

        await TestContext.Out.WriteLineAsync(verdict.ToString());
        Assert.That(verdict.Outcome, Is.EqualTo(SandboxOutcome.Admitted), verdict.ToString());
        Assert.That(verdict.Runtime, Does.Match(@"^onnxruntime \d+\.\d+\.\d+$"));
        Assert.That(verdict.LoadDuration, Is.GreaterThan(TimeSpan.Zero).And.LessThan(Time));
        Assert.That(verdict.RunDuration, Is.GreaterThan(TimeSpan.Zero).And.LessThan(Time));
        Assert.That(verdict.PeakMemoryBytes, Is.InRange(10 * Mebibyte, 300 * Mebibyte));
    }

    [Test]
    public async Task CheckAsync_ExternalData_IsFoundBesideTheModel()
    {
        var model = ModelProto.Parser.ParseFrom(OnnxModels.Linear([1f, 2f], 1f));
        var tensor = model.Graph.Initializer[0];
        tensor.FloatData.Clear();
        tensor.DataLocation = DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data/w.bin" });
        LinkedFile[] files =
        [
            .. Write(Google.Protobuf.MessageExtensions.ToByteArray(model)),
            new("data/w.bin", Write(new byte[8])[0].SourceFile),
        ];

        var verdict = await _sandbox.CheckAsync(files, CancellationToken.None);

        Assert.That(verdict.Outcome, Is.EqualTo(SandboxOutcome.Admitted), verdict.ToString());
    }

    [Test]
    public async Task CheckAsync_ModelThatRuntimeRefuses_SaysWhyWithoutPaths()
    {
        var verdict = await _sandbox.CheckAsync(Write("no model"u8.ToArray()), CancellationToken.None);

        Assert.That(verdict.Outcome, Is.EqualTo(SandboxOutcome.Rejected));
        Assert.That(verdict.Reason, Does.StartWith("ONNX Runtime refuses the model: ").And.Contain("model.onnx"));
        Assert.That(verdict.Reason, Does.Not.Contain("/"));
    }

    [Test]
    public async Task CheckAsync_WithoutProgram_IsUnavailableAndTellsOnlyTheOperatorWhere()
    {
        var options = Options();
        options.ProgramPath = Path.Combine(_folder, "nowhere.dll");
        using var sandbox = new ModelSandbox(options, TimeProvider.System);

        var verdict = await sandbox.CheckAsync(Write(OnnxModels.Identity(DataType.Float)), CancellationToken.None);

        Assert.That(verdict.Outcome, Is.EqualTo(SandboxOutcome.Unavailable));
        Assert.That(verdict.Reason, Does.Not.Contain(_folder));
        Assert.That(verdict.Detail, Does.Contain("nowhere.dll").And.Contain("Maas:Sandbox:ProgramPath"));
    }

    [Test]
    public async Task CheckAsync_PathThatIsNotPlain_IsRefused()
    {
        var source = Write([1])[0].SourceFile;

        await Assert.ThatAsync(
            () => _sandbox.CheckAsync([new LinkedFile("../model.onnx", source)], CancellationToken.None),
            Throws.ArgumentException);
    }

    [Test]
    public async Task CheckAsync_WhenCancelled_LeavesNoProcessAndNoFolder()
    {
        var options = Options();
        options.Folder = Path.Combine(_folder, "cancelled");
        using var sandbox = new ModelSandbox(options, TimeProvider.System);
        using var cancel = new CancellationTokenSource();
        var loop = HostileModels.Contained().Single(model => model.Name == "loop");

        var check = sandbox.CheckAsync(Write(loop.Make()), cancel.Token);
        await WaitUntilAsync(() => ProcessesOn(options.Folder).Count > 0);
        await cancel.CancelAsync();

        await Assert.ThatAsync(() => check, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(ProcessesOn(options.Folder), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(options.Folder), Is.Empty);
    }

    [Test]
    public async Task CheckAsync_WhenTheProcessIsKilled_IsCrashed()
    {
        var options = Options();
        options.Folder = Path.Combine(_folder, "killed");
        options.WallTime = Patience;
        using var sandbox = new ModelSandbox(options, TimeProvider.System);
        var loop = HostileModels.Contained().Single(model => model.Name == "loop");

        var check = sandbox.CheckAsync(Write(loop.Make()), CancellationToken.None);
        await WaitUntilAsync(() => ProcessesOn(options.Folder).Any(process => process.TotalProcessorTime > TimeSpan.FromSeconds(1)));
        ProcessesOn(options.Folder).ForEach(process => process.Kill());
        var verdict = await check.WaitAsync(Patience);

        Assert.That(verdict.Outcome, Is.EqualTo(SandboxOutcome.Crashed));
        Assert.That(Directory.EnumerateFileSystemEntries(options.Folder), Is.Empty);
    }

    [Test]
    public void Constructor_AfterACrash_RemovesWhatWasLeft()
    {
        var options = Options();
        options.Folder = Path.Combine(_folder, "swept");
        Directory.CreateDirectory(Path.Combine(options.Folder, "model-0123"));
        File.WriteAllText(Path.Combine(options.Folder, "model-0123", "model.onnx"), "left");
        File.WriteAllText(Path.Combine(options.Folder, "model-0123.lock"), "");

        using var sandbox = new ModelSandbox(options, TimeProvider.System);

        Assert.That(Directory.EnumerateFileSystemEntries(options.Folder), Is.Empty);
    }

    private static IEnumerable<TestCaseData<byte[]>> OrdinaryModels()
    {
        yield return Named("linear", OnnxModels.Linear([1f, 2f, 3f], 1f));
        yield return Named("texts", OnnxModels.Echo("city"));
        yield return Named("classifier", OnnxModels.Classifier(["a", "b"], [[1, 2], [3, 4]], [0, 1], ["no", "yes"]));
        yield return Named("loop that ends", OnnxModels.Loop());
        yield return Named("half precision", OnnxModels.Identity(DataType.Float16));
    }

    private static TestCaseData<byte[]> Named(string name, byte[] model) =>
        new(model) { TestName = $"CheckAsync_OrdinaryModel_IsAdmittedWithFigures({name})" };

    private static List<Process> ProcessesOn(string folder) => [.. Process.GetProcesses().Where(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    })];

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private SandboxOptions Options() => new()
    {
        Folder = Path.Combine(_folder, "checks"),
        WallTime = Time,
        CpuTime = TimeSpan.FromSeconds(10),
        MemoryBytes = Memory,
        MaxConcurrentChecks = 2,
    };

    private LinkedFile[] Write(byte[] model)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, model);
        return [new LinkedFile("model.onnx", path)];
    }
}
