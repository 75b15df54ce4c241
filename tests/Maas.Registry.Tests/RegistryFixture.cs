using Google.Protobuf;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Onnx;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Registry.Tests.Databases;
using Maas.Testing;
using DataType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Registry.Tests;

/// <summary>A real registry on free ports, with what most tests need done first.</summary>
internal sealed class RegistryFixture : IAsyncDisposable
{
    private RegistryFixture(TestHost<RegistryModule> host) => Host = host;

    public TestHost<RegistryModule> Host { get; }

    public RegistryService.RegistryServiceClient Client => new(Host.Channel);

    public MaintenanceService.MaintenanceServiceClient Maintenance => new(Host.Channel);

    public ByteStream.ByteStreamClient Bytes => new(Host.Channel);

    public string BlobFolder => Host.Data.File("registry", "blobs", "sha256");

    public static Task<RegistryFixture> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(TestDatabase.Sqlite, settings);

    public static async Task<RegistryFixture> StartAsync(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(
            setting => setting.Key.StartsWith("Maas:", StringComparison.Ordinal) ? setting.Key : $"Maas:Registry:{setting.Key}",
            setting => (string?)setting.Value);
        if (database == TestDatabase.Postgres)
        {
            all["Maas:Registry:PostgresConnection"] = SharedPostgres.CreateDatabase();
        }

        return new RegistryFixture(await TestHost.StartAsync<RegistryModule>(settings: all));
    }

    /// <summary>Ends one that was started; none was where the database is not installed and the test is ignored.</summary>
    public static ValueTask EndAsync(RegistryFixture? fixture) => fixture?.DisposeAsync() ?? ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>y = x·w for x of [N, 3]: a graph that passes every rule.</summary>
    public static ModelProto Graph(float weight = 1) => new()
    {
        IrVersion = 10,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 21 } },
        Graph = new GraphProto
        {
            Name = "g",
            Input = { Value("x", "N", 3) },
            Output = { Value("y", "N", 1) },
            Initializer = { new TensorProto { Name = "w", DataType = (int)DataType.Float, Dims = { 3, 1 }, FloatData = { weight, 2, 3 } } },
            Node = { new NodeProto { OpType = "MatMul", Input = { "x", "w" }, Output = { "y" } } },
        },
    };

    public async Task<Sha256Digest> UploadAsync(byte[] content, CancellationToken cancellationToken)
    {
        var digest = Sha256Digest.Of(content);
        const int ChunkBytes = 4 << 20;
        using var call = Bytes.Write(cancellationToken: cancellationToken);
        var name = UploadName(content);
        var offset = 0;
        do
        {
            var count = Math.Min(ChunkBytes, content.Length - offset);
            var message = new WriteRequest
            {
                ResourceName = name,
                WriteOffset = offset,
                FinishWrite = offset + count == content.Length,
                Data = ByteString.CopyFrom(content, offset, count),
            };
            await call.RequestStream.WriteAsync(message, cancellationToken);
            offset += count;
        }
        while (offset < content.Length);
        var response = await call.ResponseAsync;
        Assert.That(response.CommittedSize, Is.EqualTo(content.Length));
        return digest;
    }

    public static string UploadName(byte[] content, Guid? id = null) =>
        $"uploads/{id ?? Guid.NewGuid():D}/blobs/{Sha256Digest.Of(content)}/{content.Length}";

    public static string BlobName(byte[] content) => $"blobs/{Sha256Digest.Of(content)}/{content.Length}";

    public async Task<byte[]> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        using var call = Bytes.Read(request, cancellationToken: cancellationToken);
        using var content = new MemoryStream();
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            await content.WriteAsync(call.ResponseStream.Current.Data.Memory, cancellationToken);
        }

        return content.ToArray();
    }

    public async Task<Model> CreateModelAsync(string id, CancellationToken cancellationToken) =>
        await Client.CreateModelAsync(
            new CreateModelRequest { ModelId = id, Model = new Model() }, cancellationToken: cancellationToken);

    /// <summary>Uploads a graph and fills in the file that names it.</summary>
    public async Task<ModelVersion> PrepareVersionAsync(ModelProto graph, CancellationToken cancellationToken)
    {
        var content = graph.ToByteArray();
        var digest = await UploadAsync(content, cancellationToken);
        return new ModelVersion
        {
            Files = { new ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = content.Length } },
        };
    }

    public async Task<ModelVersion> CreateVersionAsync(
        string model, ModelVersion version, CancellationToken cancellationToken) =>
        await Client.CreateModelVersionAsync(
            new CreateModelVersionRequest { Parent = $"models/{model}", ModelVersion = version },
            cancellationToken: cancellationToken);

    /// <summary>A model with that many versions.</summary>
    public async Task CreateModelWithVersionsAsync(string id, int count, CancellationToken cancellationToken)
    {
        await CreateModelAsync(id, cancellationToken);
        for (var i = 1; i <= count; i++)
        {
            await CreateVersionAsync(id, await PrepareVersionAsync(Graph(weight: i), cancellationToken), cancellationToken);
        }
    }

    public async Task<Alias> SetAliasAsync(
        string name, string version, CancellationToken cancellationToken, string expected = "", string etag = "") =>
        await Client.SetAliasAsync(
            new SetAliasRequest
            {
                Alias = new Alias { Name = name, ModelVersion = version, Etag = etag },
                ExpectedModelVersion = expected,
            },
            cancellationToken: cancellationToken);

    public static ValueInfoProto Value(string name, params object[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)DataType.Float,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        shape.Select(size => size is string symbol
                            ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                            : new TensorShapeProto.Types.Dimension { DimValue = (int)size }),
                    },
                },
            },
        },
    };
}
