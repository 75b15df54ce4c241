using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Onnx;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;
using Maas.Testing.Onnx;
using Role = Maas.Contracts.Registry.V1.TensorSpec.Types.Role;

namespace Maas.Registry.Tests.Versions;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class VersionCatalogTests(TestDatabase database)
{
    private RegistryFixture _registry = null!;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelAsync("churn", CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Create_TakesNamesTypesAndShapesFromTheGraph(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        version.Signature = new Signature
        {
            Task = "regression",
            Outputs = { new TensorSpec { Name = "y", Role = Role.PredictedValue } },
        };

        var created = await _registry.CreateVersionAsync("churn", version, cancellationToken);

        Assert.That(created.Name, Is.EqualTo("models/churn/versions/1"));
        Assert.That(created.Signature.Inputs[0], Is.EqualTo(new TensorSpec { Name = "x", DataType = "FP32", Shape = { -1, 3 } }));
        Assert.That(
            created.Signature.Outputs[0],
            Is.EqualTo(new TensorSpec { Name = "y", DataType = "FP32", Shape = { -1, 1 }, Role = Role.PredictedValue }));
    }

    [Test]
    public async Task Create_KeepsHowImagesBecomeRows(CancellationToken cancellationToken)
    {
        var version = await _registry.PrepareVersionAsync(
            ModelProto.Parser.ParseFrom(OnnxModels.WeightedImage("photo", [-1, 3, 1, 2], new float[6])), cancellationToken);
        var photo = new TensorSpec
        {
            Name = "photo",
            DataType = "FP32",
            Shape = { -1, 3, 1, 2 },
            Role = Role.Image,
            Image = new ImageSpec
            {
                Layout = ImageSpec.Types.Layout.Nchw, ChannelCount = 3, Height = 1, Width = 2, Scale = 0.5, Means = { 1, 2, 3 }, StandardDeviations = { 4, 5, 6 },
            },
        };
        version.Signature = new Signature { Inputs = { photo } };

        var created = await _registry.CreateVersionAsync("churn", version, cancellationToken);

        Assert.That(created.Signature.Inputs, Is.EqualTo(new[] { photo }));
    }

    [Test]
    public async Task Create_DigestsTheManifestAsDocumented(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        var labels = Encoding.UTF8.GetBytes("yes\nno\n");
        var digest = await _registry.UploadAsync(labels, cancellationToken);
        version.Files.Add(new ModelFile { Path = "data/labels.txt", Sha256 = digest.Hex, SizeBytes = labels.Length });

        var created = await _registry.CreateVersionAsync("churn", version, cancellationToken);

        var manifest = $"{digest} 7 data/labels.txt\n{version.Files[0].Sha256} {version.Files[0].SizeBytes} model.onnx\n";
        Assert.That(
            created.ManifestDigest, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(manifest)))));
    }

    [Test]
    public async Task Create_CountsUpAndRemembersAcrossARestart(CancellationToken cancellationToken)
    {
        var first = await _registry.CreateVersionAsync("churn", await PrepareAsync(cancellationToken), cancellationToken);
        await _registry.Host.RestartAsync();
        var second = await _registry.CreateVersionAsync("churn", await PrepareAsync(cancellationToken), cancellationToken);

        var page = await _registry.Client.ListModelVersionsAsync(
            new ListModelVersionsRequest { Parent = "models/churn" }, cancellationToken: cancellationToken);

        Assert.That(page.ModelVersions, Is.EqualTo(new[] { second, first }));
        Assert.That(second.Name, Is.EqualTo("models/churn/versions/2"));
        Assert.That(second.ManifestDigest, Is.EqualTo(first.ManifestDigest));
    }

    [Test]
    public async Task Create_WithValidateOnly_TakesNoNumber(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        var request = new CreateModelVersionRequest { Parent = "models/churn", ModelVersion = version, ValidateOnly = true };

        await _registry.Client.CreateModelVersionAsync(request, cancellationToken: cancellationToken);

        var created = await _registry.CreateVersionAsync("churn", version, cancellationToken);
        Assert.That(created.Name, Is.EqualTo("models/churn/versions/1"));
    }

    [Test]
    public async Task Create_UnknownModel_IsNotFound(CancellationToken cancellationToken)
    {
        var failure = await FailAsync(await PrepareAsync(cancellationToken), "fraud");

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.NotFound, "RESOURCE_NOT_FOUND")));
    }

    [Test]
    public async Task Create_BlobNotUploaded_NamesIt()
    {
        var sha256 = new string('a', 64);
        var version = new ModelVersion { Files = { new ModelFile { Path = "model.onnx", Sha256 = sha256, SizeBytes = 5 } } };

        var failure = await FailAsync(version);

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.FailedPrecondition, "BLOB_MISSING")));
        Assert.That(failure.Metadata["missingSha256"], Is.EqualTo(sha256));
    }

    [Test]
    public async Task Create_OtherSizeThanTheBlob_IsRefused(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        version.Files[0].SizeBytes++;

        var failure = await FailAsync(version);

        Assert.That(failure.Reason, Is.EqualTo("INVALID_FIELD"));
        Assert.That(failure.Message, Does.Contain("model_version.files[0].size_bytes"));
    }

    [Test]
    public async Task Create_FileThatIsNoOnnx_SaysSo(CancellationToken cancellationToken)
    {
        var content = Encoding.UTF8.GetBytes("age,sex\n1,2\n");
        var digest = await _registry.UploadAsync(content, cancellationToken);
        var version = new ModelVersion
        {
            Files = { new ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = content.Length } },
        };

        var failure = await FailAsync(version);

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "MODEL_INVALID")));
        Assert.That(failure.Metadata["problem"], Does.StartWith("Not an ONNX file"));
    }

    [Test]
    public async Task Create_ModelBlobDamagedOnDisk_IsDataLoss(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        var path = Directory.GetFiles(_registry.BlobFolder, "*", SearchOption.AllDirectories).Single();
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(path, content, cancellationToken);

        var failure = await FailAsync(version);

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.DataLoss, "BLOB_CORRUPT")));
    }

    [TestCase("../model.onnx")]
    [TestCase("/etc/passwd")]
    [TestCase("a//b")]
    [TestCase("a/./b")]
    [TestCase("a\\b")]
    [TestCase("a\nb")]
    [TestCase("c:model")]
    [TestCase("MODEL.onnx")]
    [TestCase("model.onnx/weights")]
    public async Task Create_PathThatLeavesOrCollides_IsRefused(string path)
    {
        var version = await PrepareAsync(CancellationToken.None);
        version.Files.Add(new ModelFile { Path = path, Sha256 = version.Files[0].Sha256, SizeBytes = version.Files[0].SizeBytes });

        var failure = await FailAsync(version);

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "INVALID_FIELD")));
        Assert.That(failure.Message, Does.Contain("model_version.files[1].path"));
    }

    [Test]
    public async Task Create_WithoutModelFile_IsRefused(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        version.Files[0].Path = "other.onnx";

        Assert.That((await FailAsync(version)).Message, Does.Contain("Expected a file with the path 'model.onnx'."));
    }

    [TestCaseSource(nameof(WrongSignatures))]
    public async Task Create_SignatureThatDoesNotFit_SaysWhatWasExpected(Signature signature, string tensor, string expected)
    {
        var version = await PrepareAsync(CancellationToken.None);
        version.Signature = signature;

        var failure = await FailAsync(version);

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "SIGNATURE_MISMATCH")));
        Assert.That((failure.Metadata["tensor"], failure.Metadata["expected"]), Is.EqualTo((tensor, expected)));
    }

    [Test]
    public async Task Create_GoldenExampleWithTooFewBytes_IsRefused(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        version.GoldenExamples.Add(Golden(inputBytes: 11));

        var failure = await FailAsync(version);

        Assert.That(failure.Message, Does.Contain("golden_examples[0].inputs[0].content"));
    }

    [Test]
    public async Task Create_GoldenExampleThatFits_IsKept(CancellationToken cancellationToken)
    {
        var version = await PrepareAsync(cancellationToken);
        version.GoldenExamples.Add(Golden(inputBytes: 12));

        var created = await _registry.CreateVersionAsync("churn", version, cancellationToken);

        Assert.That(created.GoldenExamples, Is.EqualTo(version.GoldenExamples));
    }

    private static IEnumerable<TestCaseData<Signature, string, string>> WrongSignatures()
    {
        yield return new(new Signature { Inputs = { new TensorSpec { Name = "age" } } }, "age", "one of the graph's inputs (x)")
        {
            TestName = "Create_SignatureOfAnUnknownTensor_SaysWhatWasExpected",
        };
        yield return new(new Signature { Inputs = { new TensorSpec { Name = "x", DataType = "INT64" } } }, "x", "FP32")
        {
            TestName = "Create_SignatureWithAnotherType_SaysWhatWasExpected",
        };
        yield return new(new Signature { Inputs = { new TensorSpec { Name = "x", Shape = { -1, 4 } } } }, "x", "shape [-1, 3]")
        {
            TestName = "Create_SignatureWithAnotherShape_SaysWhatWasExpected",
        };
        yield return new(
            new Signature { Inputs = { new TensorSpec { Name = "x", Role = Role.CategoricalFeature } } }, "x", "a role of a FP32 input")
        {
            TestName = "Create_SignatureWithARoleOfAnotherType_SaysWhatWasExpected",
        };
        yield return new(
            new Signature
            {
                Task = "classification",
                ClassLabels = { "no", "yes" },
                Outputs = { new TensorSpec { Name = "y", Role = Role.ClassScores } },
            },
            "y", "1 class labels, one per score")
        {
            TestName = "Create_SignatureWithMoreClassesThanScores_SaysWhatWasExpected",
        };
    }

    private static GoldenExample Golden(int inputBytes) => new()
    {
        Inputs = { new TensorValue { Name = "x", DataType = "FP32", Shape = { 1, 3 }, Content = ByteString.CopyFrom(new byte[inputBytes]) } },
        ExpectedOutputs = { new TensorValue { Name = "y", DataType = "FP32", Shape = { 1, 1 }, Content = ByteString.CopyFrom(new byte[4]) } },
        Tolerance = 1e-5,
    };

    private Task<ModelVersion> PrepareAsync(CancellationToken cancellationToken) =>
        _registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken);

    private Task<RegistryFailure> FailAsync(ModelVersion version, string model = "churn") => RegistryFailure.OfAsync(
        () => _registry.CreateVersionAsync(model, version, CancellationToken.None));
}
