using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Versions;

/// <summary>From files to a version and back.</summary>
public sealed class PushPullTests
{
    private static readonly (string Path, string Content)[] Others = [("labels.txt", "stays\nleaves\n"), ("vocab/words.txt", "a b c")];

    private RegistryConsole _console;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync();
        await _console.DoAsync("models", "create", "churn");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Push_OfAFolder_MakesAVersionOfAllItsFilesAndFacts()
    {
        var folder = _console.WriteModel(weight: 1, Others);
        var card = _console.File("card.md");
        await File.WriteAllTextAsync(card, "# Churn\nFor tests.");

        var version = await _console.ReadAsync(
            "versions", "push", "churn", folder, "--metric", "test.auc=0.93", "--label", "stage=gold", "--card", card,
            "--dataset-version", "customers@4", "--code-revision", "abc123");

        Assert.That(
            version.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()),
            Is.EqualTo((string[])["labels.txt", "model.onnx", "vocab/words.txt"]));
        Assert.That(version.GetProperty("metrics").GetProperty("test.auc").GetDouble(), Is.EqualTo(0.93));
        Assert.That(version.GetProperty("labels").GetProperty("stage").GetString(), Is.EqualTo("gold"));
        Assert.That(version.GetProperty("card").GetString(), Is.EqualTo("# Churn\nFor tests."));
        Assert.That(version.GetProperty("lineage").GetProperty("datasetVersion").GetString(), Is.EqualTo("datasets/customers/versions/4"));
        Assert.That(version.GetProperty("lineage").GetProperty("codeRevision").GetString(), Is.EqualTo("abc123"));
    }

    [Test]
    public async Task Push_WithSignature_SaysWhatTheTensorsMean()
    {
        var signature = _console.File("signature.json");
        await File.WriteAllTextAsync(
            signature, """{"task": "regression", "inputs": [{"name": "x", "role": "ROLE_NUMERIC_FEATURE"}], "outputs": [{"name": "y", "role": "ROLE_PREDICTED_VALUE"}]}""");

        var version = await _console.ReadAsync("versions", "push", "churn", _console.WriteModel(weight: 3), "--signature", signature);

        Assert.That(
            version.GetProperty("signature").GetProperty("inputs")[0].GetProperty("role").GetString(), Is.EqualTo("ROLE_NUMERIC_FEATURE"));
    }

    [Test]
    public async Task Push_WithASignatureThatIsNone_IsRefusedBeforeAnythingIsSent()
    {
        var signature = _console.File("bad.json");
        await File.WriteAllTextAsync(signature, """{"roles": []}""");

        var result = await _console.RunAsync("versions", "push", "churn", _console.WriteModel(weight: 3), "--signature", signature);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("bad.json").And.Contain("ROLE_TEXT").And.Contain("signature-malformed"));
    }

    [Test]
    public async Task Push_OfAFile_MakesItTheModelWhateverItsName()
    {
        var file = _console.File("exported.onnx");
        File.Move(Path.Combine(_console.WriteModel(weight: 2), "model.onnx"), file);

        var version = await _console.ReadAsync("versions", "push", "churn", file);

        Assert.That(version.GetProperty("files")[0].GetProperty("path").GetString(), Is.EqualTo("model.onnx"));
    }

    [Test]
    public async Task Push_WithAliasAndParent_MovesTheAliasAndContinues()
    {
        await _console.DoAsync("models", "create", "promoted");
        await _console.DoAsync("versions", "push", "promoted", _console.WriteModel(weight: 1), "--alias", "candidate");

        await _console.DoAsync(
            "versions", "push", "promoted", _console.WriteModel(weight: 2), "--alias", "candidate", "--parent-version", "promoted@candidate");
        var shown = await _console.ReadAsync("versions", "show", "promoted@candidate");

        Assert.That(shown.GetProperty("name").GetString(), Is.EqualTo("models/promoted/versions/2"));
        Assert.That(
            shown.GetProperty("lineage").GetProperty("parentModelVersion").GetString(), Is.EqualTo("models/promoted/versions/1"));
    }

    [Test]
    public async Task Push_ToValidateOnly_MakesNoVersion()
    {
        await _console.DoAsync("models", "create", "tried");

        await _console.DoAsync("versions", "push", "tried", _console.WriteModel(weight: 1), "--validate-only");
        var list = await _console.ReadAsync("versions", "list", "tried");

        Assert.That(RegistryConsole.Names(list, "modelVersions"), Is.Empty);
    }

    [Test]
    public async Task Push_ToUnknownModel_SendsNothing()
    {
        var before = await _console.ReadAsync("registry", "scrub");

        var result = await _console.RunAsync("versions", "push", "nobody", _console.WriteModel(weight: 77));
        var after = await _console.ReadAsync("registry", "scrub");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
        Assert.That(result.Error, Does.Contain("models/nobody"));
        Assert.That(after.GetProperty("blobCount").GetString(), Is.EqualTo(before.GetProperty("blobCount").GetString()));
    }

    [Test]
    public async Task Push_OfWhatIsNoModel_IsRefusedWithTheReason()
    {
        var folder = _console.WriteModel(weight: 1);
        await File.WriteAllTextAsync(Path.Combine(folder, "model.onnx"), "not a graph");

        var result = await _console.RunAsync("versions", "push", "churn", folder);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("MODEL_INVALID"));
    }

    [TestCase("model.onnx", "", "empty")]
    [TestCase("empty.txt", "", "empty")]
    [TestCase("no spaces.txt", "x", "Rename it")]
    public async Task Push_OfAFileThatNoVersionTakes_IsRefusedBeforeItIsSent(string path, string content, string message)
    {
        var folder = _console.WriteModel(weight: 3);
        await File.WriteAllTextAsync(Path.Combine(folder, path), content);

        var result = await _console.RunAsync("versions", "push", "churn", folder);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain($"'{path}'").And.Contain(message));
    }

    [Test]
    public async Task Push_OfAFolderWithoutModel_SaysWhichFileIsMissing()
    {
        var folder = _console.WriteModel(weight: 3, Others);
        File.Delete(Path.Combine(folder, "model.onnx"));

        var result = await _console.RunAsync("versions", "push", "churn", folder);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("'model.onnx'"));
    }

    [Test]
    public async Task Pull_OfWhatWasPushed_GivesTheSameBytes()
    {
        var (source, target) = (_console.WriteModel(weight: 4, Others), _console.File("pulled"));
        var name = await PushAsync(source);

        var table = await _console.DoAsync("versions", "pull", name, target);

        foreach (var path in (string[])["model.onnx", "labels.txt", "vocab/words.txt"])
        {
            Assert.That(File.ReadAllBytes(Path.Combine(target, path)), Is.EqualTo(File.ReadAllBytes(Path.Combine(source, path))), path);
        }

        Assert.That(table, Does.Contain("vocab/words.txt").And.Contain("fetched"));
        Assert.That(Directory.EnumerateFiles(target, "*.part", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task Pull_WithPartOfItThere_FetchesTheRest()
    {
        var (source, target) = (_console.WriteModel(weight: 5, Others), _console.File("resumed"));
        var name = await PushAsync(source);
        Directory.CreateDirectory(target);
        File.Copy(Path.Combine(source, "labels.txt"), Path.Combine(target, "labels.txt"));
        await File.WriteAllBytesAsync(
            Path.Combine(target, "model.onnx.part"), File.ReadAllBytes(Path.Combine(source, "model.onnx"))[..20]);

        var pulled = await _console.ReadAsync("versions", "pull", name, target);

        Assert.That(
            pulled.GetProperty("files").EnumerateArray().ToDictionary(
                file => file.GetProperty("path").GetString()!, file => file.GetProperty("wasThere").GetBoolean()),
            Is.EqualTo(new Dictionary<string, bool> { ["labels.txt"] = true, ["model.onnx"] = false, ["vocab/words.txt"] = false }));
        Assert.That(File.ReadAllBytes(Path.Combine(target, "model.onnx")), Is.EqualTo(File.ReadAllBytes(Path.Combine(source, "model.onnx"))));
    }

    [Test]
    public async Task Pull_OverOtherContent_TouchesNothingWithoutForce()
    {
        var (source, target) = (_console.WriteModel(weight: 6, Others), _console.File("kept"));
        var name = await PushAsync(source);
        Directory.CreateDirectory(target);
        await File.WriteAllTextAsync(Path.Combine(target, "labels.txt"), "mine");

        var refused = await _console.RunAsync("versions", "pull", name, target);
        var mine = await File.ReadAllTextAsync(Path.Combine(target, "labels.txt"));
        await _console.DoAsync("versions", "pull", name, target, "--force");

        Assert.That(refused.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(refused.Error, Does.Contain("'labels.txt'").And.Contain("--force"));
        Assert.That(mine, Is.EqualTo("mine"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(target, "labels.txt")), Is.EqualTo("stays\nleaves\n"));
    }

    [Test]
    public async Task Pull_OfUnknown_IsNotFound()
    {
        var result = await _console.RunAsync("versions", "pull", "churn@999", _console.File("nothing"));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
        Assert.That(Directory.Exists(_console.File("nothing")), Is.False);
    }

    private async Task<string> PushAsync(string folder) =>
        (await _console.ReadAsync("versions", "push", "churn", folder)).GetProperty("name").GetString()!;
}
