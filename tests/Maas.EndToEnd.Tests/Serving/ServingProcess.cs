using Google.Protobuf;
using Grpc.Net.Client;
using Maas.Contracts.Oip;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;

namespace Maas.EndToEnd.Tests.Serving;

/// <summary>Inference as a process of its own over a folder with one model.</summary>
internal sealed class ServingProcess : IDisposable
{
    public const string Model = "served";

    private readonly TempFolder _folder = new();
    private readonly SuitePorts _ports = new();
    private readonly ServiceProcess _process;
    private readonly GrpcChannel _channel;

    public ServingProcess(byte[] onnx, params string[] settings)
    {
        var repository = _folder.File("models");
        Directory.CreateDirectory(Path.Combine(repository, Model, "1"));
        File.WriteAllBytes(Path.Combine(repository, Model, "1", "model.onnx"), onnx);
        _process = new ServiceProcess("Inference", _ports,
        [
            "--data", _folder.File("data"),
            $"--Maas:Inference:ModelRepository={repository}",
            $"--Maas:Inference:GrpcEndpoint=127.0.0.1:{Port}",
            $"--Maas:Inference:MetricsEndpoint=127.0.0.1:{_ports.Metrics("Inference")}",
            $"--Maas:Inference:HttpEndpoint=127.0.0.1:{_ports.InferenceHttp}",
            .. settings,
        ]);
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Port}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
        });
    }

    public int Port => _ports.Grpc("Inference");

    public string Log => _process.Log;

    /// <summary>A client without retries.</summary>
    public GRPCInferenceService.GRPCInferenceServiceClient Client => new(_channel);

    /// <summary>Memory that the process holds now, in bytes. Linux.</summary>
    public long ResidentBytes => _process.ResidentBytes;

    /// <summary>The most memory that the process has held, in bytes. Linux.</summary>
    public long PeakResidentBytes => _process.PeakResidentBytes;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _process.Start();
        return _process.WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Asks it to end and waits until it has.</summary>
    public Task<int> TerminateAsync(CancellationToken cancellationToken) => _process.TerminateAsync(cancellationToken);

    public static ModelInferRequest Request(params (string Name, string Type, long[] Shape, byte[] Content)[] inputs)
    {
        var request = new ModelInferRequest { ModelName = Model };
        foreach (var (name, type, shape, content) in inputs)
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = type, Shape = { shape } });
            request.RawInputContents.Add(ByteString.CopyFrom(content));
        }

        return request;
    }

    public void Dispose()
    {
        _channel.Dispose();
        _process.Dispose();
        _folder.Dispose();
    }
}
